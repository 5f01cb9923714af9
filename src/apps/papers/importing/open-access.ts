const STATES = ['diamond', 'hybrid', 'gold', 'bronze', 'green', 'closed'] as const

/** The best of the ways named, such as in `All Open Access; Hybrid Gold Open Access; Green Open Access`; null where none is. */
export function readOaStatus(cell: string): string | null {
  if (cell === '') return null
  const lower = cell.slice(0, 500).toLowerCase()
  return STATES.find((state) => lower.includes(state)) ?? null
}
