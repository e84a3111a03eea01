"""The part of training that only XGBoost can do. Everything else is TypeScript: see train.ts, which calls this.

    python train.py fit JOB.json      trains a model without the held-out cards, for calibration; then the final one
    python train.py baselines JOB.json  small models to compare with, each without some features
    python train.py predict JOB.json  margins and contributions of given rows, for checking our own

Files are raw little-endian arrays without headers. Progress goes to stdout as JSON lines.
"""
import json
import sys

import numpy as np
import xgboost as xgb


class Progress(xgb.callback.TrainingCallback):
    def __init__(self, what, rounds):
        self.what, self.rounds = what, rounds

    def after_iteration(self, model, epoch, evals_log):
        if (epoch + 1) % 5 == 0 or epoch + 1 == self.rounds:
            print(json.dumps({"what": self.what, "round": epoch + 1, "of": self.rounds}), flush=True)
        return False


def matrix(path, width):
    return np.memmap(path, dtype="<f4", mode="r").reshape(-1, width)


def train(job, rows, weights, labels, what):
    data = xgb.QuantileDMatrix(rows, labels, weight=weights, max_bin=job["params"].get("max_bin", 256))
    rounds = job["rounds"]
    return xgb.train(job["params"], data, rounds, callbacks=[Progress(what, rounds)])


def fit(job):
    rows = matrix(job["features"], job["width"])
    labels = np.fromfile(job["labels"], dtype="u1")
    weights = np.fromfile(job["weights"], dtype="<f4")
    part = np.fromfile(job["heldOut"], dtype="u1")
    held, shown = part == 1, part == 0
    model = train(job, rows[shown], weights[shown], labels[shown], "model for calibration")
    model.inplace_predict(rows[held]).astype("<f4").tofile(job["heldOutMargins"])
    del model
    model = train(job, rows, weights, labels, "final model")
    model.save_model(job["model"])


def baselines(job):
    labels = np.fromfile(job["labels"], dtype="u1")
    for variant in job["variants"]:
        rows = np.array(matrix(job["features"], job["width"]))
        rows[:, variant["hidden"]] = np.nan
        weights = np.fromfile(variant["weights"], dtype="<f4")
        train(job, rows, weights, labels, variant["name"]).save_model(variant["model"])


def predict(job):
    rows = matrix(job["features"], job["width"])
    model = xgb.Booster(model_file=job["model"])
    model.set_param({"nthread": job["threads"]})
    model.predict(xgb.DMatrix(rows), output_margin=True).astype("<f4").tofile(job["margins"])
    first = xgb.DMatrix(rows[: job["explained"]])
    model.predict(first, pred_contribs=True).astype("<f4").tofile(job["contributions"])


if __name__ == "__main__":
    with open(sys.argv[2]) as file:
        {"fit": fit, "baselines": baselines, "predict": predict}[sys.argv[1]](json.load(file))
