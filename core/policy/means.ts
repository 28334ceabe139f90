/** Metrics that are plain means over samples. */
export const MEANS = ['mean', 'accuracy'];
