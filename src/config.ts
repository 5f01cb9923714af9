import { resolve } from 'node:path'
import { z } from 'zod'
import { configSchema, secretNames } from './environment.ts'
import { closest } from './platform/closest.ts'

type Raw = z.output<z.ZodObject<typeof configSchema>>

/** The settings of one process, complete and frozen; times in ms, folders absolute. */
export type Config = Readonly<ReturnType<typeof asConfig>>

/** The services that papers are looked up at. */
export type PapersAddress = keyof ReturnType<typeof papersConfig>['urls']

/** Where a value comes from, for `lyceum config show`. */
export type ConfigEntry = Readonly<{ name: string; value: string; origin: 'default' | 'environment' }>

/** Every mistake in the environment, each beginning with the name of its variable. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/**
 * The settings that an environment describes.
 *
 * @throws ConfigError with every mistake at once: unknown names, bad values, unsafe combinations.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => isOurs(name) && value !== ''))
  const parsed = z.object(configSchema).safeParse(given)
  const mistakes = [...unknownNames(given), ...(parsed.error?.issues ?? []).map(asMistake)]
  if (parsed.data) mistakes.push(...unsafeCombinations(parsed.data))
  if (!parsed.data || mistakes.length > 0) throw new ConfigError(mistakes)
  return Object.freeze(asConfig(parsed.data, given.LYCEUM_PORT !== undefined))
}

/** The effective values with their origin; secrets masked. */
export function describeConfig(environment: Readonly<Record<string, string | undefined>>): ConfigEntry[] {
  const values = z
    .object(configSchema)
    .parse(Object.fromEntries(Object.entries(environment).filter(([name]) => isOurs(name))))
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: secretNames.has(name) && value ? '••••••' : maskPassword(String(value ?? '')),
    origin: environment[name] ? 'environment' : 'default',
  }))
}

function asConfig(raw: Raw, isPortGiven: boolean) {
  const instance = resolve(raw.LYCEUM_INSTANCE)
  const baseUrl = raw.LYCEUM_BASE_URL ?? `http://${raw.LYCEUM_HOST}:${raw.LYCEUM_PORT}`
  return {
    instance,
    host: raw.LYCEUM_HOST,
    port: raw.LYCEUM_PORT,
    baseUrl,
    role: raw.LYCEUM_ROLE,
    /** False for a worker process that was given no port. */
    listens: raw.LYCEUM_ROLE !== 'worker' || isPortGiven,
    databaseUrl: raw.LYCEUM_DATABASE_URL ?? `sqlite:${instance}/lyceum.db`,
    /** Undefined for files on disk below the instance. */
    filesUrl: raw.LYCEUM_FILES_URL,
    s3Keys: {
      accessKeyId: raw.AWS_ACCESS_KEY_ID,
      accessKeyIdFile: raw.AWS_ACCESS_KEY_ID_FILE,
      secretAccessKey: raw.AWS_SECRET_ACCESS_KEY,
      secretAccessKeyFile: raw.AWS_SECRET_ACCESS_KEY_FILE,
      region: raw.AWS_REGION,
    },
    secret: raw.LYCEUM_SECRET,
    secretFile: raw.LYCEUM_SECRET_FILE,
    smtpUrl: raw.LYCEUM_SMTP_URL,
    heartbeatUrl: raw.LYCEUM_HEARTBEAT_URL,
    mailFrom: raw.LYCEUM_MAIL_FROM,
    trustProxy: raw.LYCEUM_TRUST_PROXY,
    /** Lower case; undefined: no proxy signs people in. */
    proxyUserHeader: raw.LYCEUM_PROXY_USER_HEADER,
    proxySignOutUrl: raw.LYCEUM_PROXY_SIGN_OUT_URL,
    httpAllow: raw.LYCEUM_HTTP_ALLOW,
    runner: {
      access: raw.LYCEUM_RUNNER_ACCESS,
      baseUrl: raw.LYCEUM_RUNNER_BASE_URL ?? `${baseUrl}/runner`,
      /** Undefined: it answers on the port of the house alone. */
      port: raw.LYCEUM_RUNNER_PORT,
      frameAncestors: raw.LYCEUM_RUNNER_FRAME_ANCESTORS,
      /** Regular expressions with their replacements, in order. */
      urlMap: raw.LYCEUM_RUNNER_URL_MAP,
    },
    /** Absolute, besides the stock plugins. */
    pluginFolders: raw.LYCEUM_PLUGIN_FOLDERS.map((folder) => resolve(folder)),
    /** Undefined: no registry is told of plugins. */
    pluginRegistryUrl: raw.LYCEUM_PLUGIN_REGISTRY_URL,
    /** For plugins that need the network: `host:port` in lower case. */
    pluginHosts: raw.LYCEUM_PLUGIN_HOSTS,
    /** As they stand there; whether each can be understood is said where plugins are listed. */
    gitPlugins: raw.LYCEUM_GIT_PLUGINS,
    contact: raw.LYCEUM_CONTACT,
    drainMs: raw.LYCEUM_DRAIN_MS,
    timezone: raw.LYCEUM_TIMEZONE,
    logLevel: raw.LYCEUM_LOG_LEVEL,
    papers: papersConfig(raw),
    observations: {
      /** `sample`, `archive`, or the address of a database. */
      catalog: raw.LYCEUM_OBSERVATIONS_CATALOG,
      /** Absolute; undefined: there are no such lists. */
      listsFolder: raw.LYCEUM_OBSERVATIONS_LISTS === undefined ? undefined : resolve(raw.LYCEUM_OBSERVATIONS_LISTS),
      archiveUrl: raw.LYCEUM_OBSERVATIONS_ARCHIVE_URL,
      resolverUrl: raw.LYCEUM_OBSERVATIONS_RESOLVER_URL,
    },
    dev: raw.LYCEUM_DEV,
    devClock: raw.LYCEUM_DEV_CLOCK,
  }
}

function papersConfig(raw: Raw) {
  /** Base addresses by source. */
  const urls = {
    crossref: raw.LYCEUM_PAPERS_CROSSREF_URL,
    datacite: raw.LYCEUM_PAPERS_DATACITE_URL,
    doi: raw.LYCEUM_PAPERS_DOI_URL,
    arxiv: raw.LYCEUM_PAPERS_ARXIV_URL,
    unpaywall: raw.LYCEUM_PAPERS_UNPAYWALL_URL,
    openalex: raw.LYCEUM_PAPERS_OPENALEX_URL,
    europePmc: raw.LYCEUM_PAPERS_EUROPE_PMC_URL,
    pmc: raw.LYCEUM_PAPERS_PMC_URL,
    pmcIds: raw.LYCEUM_PAPERS_PMC_IDS_URL,
    semanticScholar: raw.LYCEUM_PAPERS_SEMANTIC_SCHOLAR_URL,
  }
  /** Undefined where a source is asked without one. */
  const keys: Partial<Record<keyof typeof urls, string>> = {
    crossref: raw.LYCEUM_PAPERS_CROSSREF_TOKEN,
    openalex: raw.LYCEUM_PAPERS_OPENALEX_KEY,
    semanticScholar: raw.LYCEUM_PAPERS_SEMANTIC_SCHOLAR_KEY,
  }
  return { urls, keys }
}

const isOurs = (name: string): boolean =>
  Object.hasOwn(configSchema, name) || (name.startsWith('LYCEUM_') && !name.startsWith('LYCEUM_TEST_'))

function unknownNames(given: Record<string, string | undefined>): string[] {
  const known = Object.keys(configSchema)
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = closest(name, known)
      return near ? `${name}: no such setting; did you mean ${near}?` : `${name}: no such setting.`
    })
}

function unsafeCombinations(raw: Raw): string[] {
  const mistakes: string[] = []
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(raw.LYCEUM_HOST)
  if (raw.LYCEUM_DEV && !isLoopback) mistakes.push('LYCEUM_DEV: allowed only where LYCEUM_HOST is a loopback address.')
  if (raw.LYCEUM_DEV_CLOCK && !raw.LYCEUM_DEV) mistakes.push('LYCEUM_DEV_CLOCK: allowed only with LYCEUM_DEV=1.')
  if (!isLoopback && !raw.LYCEUM_BASE_URL) {
    mistakes.push('LYCEUM_BASE_URL: needed where LYCEUM_HOST is not a loopback address, since links are built from it.')
  }
  if (raw.LYCEUM_SECRET && raw.LYCEUM_SECRET_FILE) {
    mistakes.push('LYCEUM_SECRET_FILE: give either the file or LYCEUM_SECRET, not both.')
  }
  if (raw.LYCEUM_PROXY_USER_HEADER && raw.LYCEUM_TRUST_PROXY.length === 0) {
    mistakes.push('LYCEUM_PROXY_USER_HEADER: needs LYCEUM_TRUST_PROXY, since anybody can send a header.')
  }
  if (raw.LYCEUM_FILES_URL) mistakes.push(...missingKeys(raw))
  if (raw.LYCEUM_RUNNER_FRAME_ANCESTORS.includes('*') && raw.LYCEUM_RUNNER_ACCESS !== 'open') {
    mistakes.push('LYCEUM_RUNNER_FRAME_ANCESTORS: * is allowed only with LYCEUM_RUNNER_ACCESS=open.')
  }
  const isOnServer = /^postgres/.test(raw.LYCEUM_DATABASE_URL ?? '')
  if (raw.LYCEUM_ROLE !== 'all' && !isOnServer) {
    mistakes.push('LYCEUM_ROLE: web and worker processes of their own need PostgreSQL in LYCEUM_DATABASE_URL.')
  }
  return mistakes
}

function missingKeys(raw: Raw): string[] {
  return (['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
    .filter((name) => !raw[name] && !raw[`${name}_FILE`])
    .map((name) => `${name}: needed where LYCEUM_FILES_URL is set; or ${name}_FILE, which names a file that holds it.`)
}

const asMistake = (issue: z.core.$ZodIssue): string => `${issue.path.join('.')}: ${issue.message}`

const maskPassword = (value: string): string => value.replace(/(\/\/[^:/@]+:)[^@/]+@/, '$1••••••@')
