/** How long to wait before the `attempt`-th try (from 1) at connecting the station: at once, then 0.5 s doubling to 8 s. */
export const stationBackOffMs = (attempt: number): number =>
  attempt <= 1 ? 0 : Math.min(8000, 500 * 2 ** (attempt - 2))
