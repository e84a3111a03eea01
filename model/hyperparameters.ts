// What XGBoost is told besides the data. How many trees, the seed and the threads are options of the command.

/** With `binary:logitraw` the base score is a margin itself: no logarithm could round differently. */
export const BASE_MARGIN = -3;

export const PARAMS = {
  objective: "binary:logitraw",
  base_score: BASE_MARGIN,
  tree_method: "hist",
  grow_policy: "lossguide",
  max_depth: 0,
  max_leaves: 63,
  max_bin: 256,
  eta: 0.08,
  min_child_weight: 5,
  subsample: 0.8,
  colsample_bytree: 0.6,
};

/** Frauds are rare: each counts this much more while the trees grow. The calibration removes this again. */
export const FRAUD_WEIGHT = 10;
