/** The name of a file without what stands behind its last dot, short and safe to be part of another name. */
export function baseName(name: string): string {
  const stem = name.replace(/\.[^.]*$/, '').replace(/[^\w.@-]+/g, '_')
  return stem.slice(0, 80) || 'data'
}
