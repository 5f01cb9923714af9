/** JSON as the clients of the runner know it: keys in alphabetical order, ASCII alone, a line end behind it. */
export function sortedJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => (isPlain(part) ? sorted(part) : part))
  return `${text.replace(/[\u0080-\uffff]/g, escaped)}\n`
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sorted = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
