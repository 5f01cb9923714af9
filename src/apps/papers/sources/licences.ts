/** `https://creativecommons.org/licenses/by-nc/4.0/` as `cc-by-nc-4.0`; null for any other address. */
export function licenceOf(url: string): string | null {
  const match =
    /^https?:\/\/(?:www\.)?creativecommons\.org\/(licenses|publicdomain)\/([a-z-]{2,12})(?:\/(\d\.\d))?/i.exec(url)
  if (!match) return null
  const [, family, name = '', version] = match
  const word = family === 'publicdomain' && name === 'zero' ? 'cc0' : `cc-${name.toLowerCase()}`
  return version ? `${word}-${version}` : word
}
