/** Writes cells as RFC 4180 asks, with quotes only where they are needed. */
export function csvText(rows: readonly (readonly string[])[], delimiter = ',', lineEnd = '\r\n'): string {
  return rows.map((cells) => cells.map((cell) => quoted(cell, delimiter)).join(delimiter) + lineEnd).join('')
}

function quoted(cell: string, delimiter: string): string {
  return /["\r\n]/.test(cell) || cell.includes(delimiter) || cell === '' ? `"${cell.replaceAll('"', '""')}"` : cell
}
