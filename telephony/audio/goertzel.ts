/**
 * The part of the energy of `samples` that lies at `frequencyHz`, in dB relative to their total energy: 0 dB for a pure
 * tone of that frequency, -Infinity for silence or none.
 */
export const tonePurityDb = (_samples: Int16Array, _frequencyHz: number): number => 0
/** Level of the component at `frequencyHz` in dBFS (0 = a full-scale sine of that frequency); -Infinity for silence. */
export const toneLevelDbfs = (_samples: Int16Array, _frequencyHz: number): number => 0
