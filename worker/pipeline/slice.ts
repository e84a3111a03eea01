// How much the intake is handed at once by those who have much: each slice is one commit, so that no statement outgrows the
// database's limits, and whoever pushes a single payment meanwhile waits for one slice only.
export const SLICE = 250;
