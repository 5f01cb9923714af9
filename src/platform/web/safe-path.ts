const home = 'http://house.invalid'

/**
 * The path, query and fragment of an address inside the house, or `/` for anything that leads, or might lead,
 * elsewhere. Every `next=` and every redirect to a place that came from outside goes through it.
 */
export function safePath(address: unknown): string {
  if (typeof address !== 'string' || !/^\/(?![/\\])/.test(address) || suspicious.test(address)) return '/'
  const url = URL.parse(address, home)
  if (url === null || url.origin !== home || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}

// Backslashes become slashes in browsers; control characters, tabs and line ends are dropped by them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const suspicious = /[\\\u0000-\u0020\u007f-\u009f\u2028\u2029]|%(?:0[0-9a-f]|1[0-9a-f]|5c)/i
