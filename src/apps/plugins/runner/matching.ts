/** What stands in the place of each `:name` of a pattern; undefined where the path is another. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, piece] of wanted.entries()) {
    const value = given[index] ?? ''
    if (!piece.startsWith(':')) {
      if (piece !== value) return undefined
    } else if (value === '' || (piece === ':task' && !/^\d{1,15}$/.test(value))) return undefined
    else params[piece.slice(1)] = value
  }
  return params
}
