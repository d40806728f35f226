/** RMS level in dBFS, where a full-scale sine is -3.01 dBFS; -Infinity for digital silence. */
export const rmsDbfs = (_samples: Int16Array, _count?: number): number => 0
/** Largest magnitude in dBFS; -Infinity for digital silence. */
export const peakDbfs = (_samples: Int16Array, _count?: number): number => 0
/** Whether no sample of a frame exceeds `threshold` in magnitude (default 0: digital silence). */
export const isSilent = (_samples: Int16Array, _threshold = 0): boolean => false
