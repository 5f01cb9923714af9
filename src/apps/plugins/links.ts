/**
 * Every address of the runner. `base` is its root without a slash at the end: absolute for what other programs get,
 * or only its path for what stands in `Location` and in metadata.
 */
export const runnerLinks = (base: string) => ({
  root: () => `${base}/`,
  plugins: () => `${base}/plugins/`,
  plugin: (identifier: string) => `${base}/plugins/${identifier}/`,
  below: (identifier: string, path: string) => `${base}/plugins/${identifier}/${path}`,
  task: (seq: number) => `${base}/tasks/${seq}/`,
  file: (id: number | string, tag: string) => `${base}/files/${id}/?file-id=${tag}`,
  asset: (name: string) => `${base}/static/${name}`,
})

/** Absolute, with blanks and other signs of a plugin's name escaped. */
export const absolute = (config: Readonly<{ runner: Readonly<{ baseUrl: string }> }>) =>
  runnerLinks(config.runner.baseUrl)

/** The path of the runner's root: empty where it has an origin of its own. */
export const runnerPath = (config: Readonly<{ runner: Readonly<{ baseUrl: string }> }>): string =>
  new URL(config.runner.baseUrl).pathname.replace(/\/+$/, '')

/**
 * What stands behind the root of the runner in one of its own addresses, beginning with a slash; undefined for any other.
 * A runner with an origin of its own answers below the house's address as well.
 */
export function ownPath(
  config: Readonly<{ baseUrl: string; runner: Readonly<{ baseUrl: string }> }>,
  address: string,
): string | undefined {
  const url = URL.parse(address)
  if (!url) return undefined
  url.hash = ''
  for (const base of [config.runner.baseUrl, `${config.baseUrl}/runner`]) {
    const root = new URL(base).href.replace(/\/$/, '')
    const rest = url.href.startsWith(root) ? url.href.slice(root.length) : undefined
    if (rest !== undefined && /^(?:[/?]|$)/.test(rest)) return rest.startsWith('/') ? rest : `/${rest}`
  }
  return undefined
}

/** The pages of the house about plugins. */
export const links = {
  plugins: () => '/plugins',
  installed: () => '/plugins/installed',
  reload: () => '/plugins/reload',
  plugin: (identifier: string) => `/plugins/${encodeURIComponent(identifier)}`,
  /** `data`, `type` and `content` of a file, and perhaps `with`: what shows it. */
  show: (query: Readonly<Record<string, string>>) => `/plugins/show?${new URLSearchParams(query)}`,
  /** Its form with a file in one of its fields. */
  fill: (identifier: string, field: string, data: string) =>
    `/plugins/${encodeURIComponent(identifier)}?${new URLSearchParams({ fill: field, data })}`,
  /** `data`, `type`, `content` and `name` of a file: which plugins take it. */
  send: (query: Readonly<Record<string, string>>) => `/plugins/send?${new URLSearchParams(query)}`,
  viewers: () => '/plugins/viewers',
  runners: () => '/plugins/runners',
  runner: (seq: number) => `/plugins/runners/${seq}`,
  remote: (seq: number) => `/plugins/remote/${seq}`,
  remoteRuns: (remote: number) => `/plugins/remote/${remote}/runs`,
  remoteRun: (seq: number) => `/plugins/remote-runs/${seq}`,
  tasks: () => '/plugins/tasks',
  task: (seq: number) => `/plugins/tasks/${seq}`,
  again: (seq: number) => `/plugins/tasks/${seq}/again`,
  results: (seq: number) => `/plugins/tasks/${seq}/results.zip`,
  citations: (seq: number) => `/plugins/tasks/${seq}/citations.bib`,
}

/** What programs of the house ask about plugins. */
export const apiLinks = {
  plugins: () => '/api/v1/plugins',
  plugin: (identifier: string) => `/api/v1/plugins/${identifier}`,
}
