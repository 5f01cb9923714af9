/** Collections of copies that nobody had a right to share. They change their endings often, their names seldom. */
const shadowLibraries =
  /(?:^|\.)(?:sci-?hub(?:tw|[0-9]{0,3})|libgen(?:\d?|-[a-z]{1,10})|library-?genesis|gen\.lib|z-?lib(?:rary)?|1lib|b-ok|booksc|bookfi|annas-archive|nexusstc)\.[a-z.]{2,12}$/i

/** Whether no file may be fetched from the host of an address: a shadow library, or one that the operator named. */
export function isDeniedHost(url: string, denied: readonly string[]): boolean {
  if (!URL.canParse(url)) return true
  const { hostname } = new URL(url)
  return shadowLibraries.test(hostname) || denied.some((host) => hostname === host || hostname.endsWith(`.${host}`))
}
