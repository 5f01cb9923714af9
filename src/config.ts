import { resolve } from 'node:path'
import { z } from 'zod'
import { closest } from './platform/closest.ts'
import { parseS3Url } from './platform/files/s3-place.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.enum(['0', '1']).transform((value) => value === '1')
const list = z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean))
const webAddress = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''))
const zone = z.string().refine(isTimeZone, 'is no time zone, such as Europe/Berlin')

/**
 * All that the environment may hold. The descriptions are the words of `docs/configuration.md`.
 * A default of undefined means: derived from others, as the description says.
 */
export const configSchema = {
  LYCEUM_INSTANCE: z.string().default('./instance').describe('Folder of all state: database, files, logs, secret.'),
  LYCEUM_HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  LYCEUM_PORT: port
    .default(5000)
    .describe('Port to listen on; 0 takes a free one. A worker process listens only where it is given.'),
  LYCEUM_BASE_URL: webAddress
    .optional()
    .describe('Address people use, as in links and mails; `http://HOST:PORT` by default.'),
  LYCEUM_ROLE: z.enum(['all', 'web', 'worker']).default('all').describe('What this process does.'),
  LYCEUM_DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'must begin with sqlite: or postgres://')
    .optional()
    .describe('Database; SQLite below the instance by default.'),
  LYCEUM_FILES_URL: z
    .string()
    .refine((value) => parseS3Url(value), 'must be like s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-1')
    .optional()
    .describe('Files: s3://bucket/prefix?endpoint=…&region=…; on disk below the instance by default.'),
  AWS_ACCESS_KEY_ID: z.string().optional().describe('Key for files on S3.'),
  AWS_ACCESS_KEY_ID_FILE: z.string().optional().describe('File that holds AWS_ACCESS_KEY_ID.'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('Secret half of the key for files on S3.'),
  AWS_SECRET_ACCESS_KEY_FILE: z.string().optional().describe('File that holds AWS_SECRET_ACCESS_KEY.'),
  AWS_REGION: z.string().optional().describe('Region of files on S3, where LYCEUM_FILES_URL names none.'),
  LYCEUM_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Signs links and cookies; made and kept in the instance when absent.'),
  LYCEUM_SECRET_FILE: z.string().optional().describe('File that holds LYCEUM_SECRET.'),
  LYCEUM_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server; without it messages are kept and readable under Admin → Mail.'),
  LYCEUM_HEARTBEAT_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Asked every five minutes while all is well, for a service that raises an alarm when it is not.'),
  LYCEUM_MAIL_FROM: z.string().default('Lyceum <lyceum@localhost>').describe('Sender of mails.'),
  LYCEUM_TRUST_PROXY: list.default([]).describe('Addresses of proxies whose X-Forwarded-* headers count.'),
  LYCEUM_PROXY_USER_HEADER: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/, 'must be the name of a header, such as Remote-User')
    .transform((value) => value.toLowerCase())
    .optional()
    .describe('Header in which a proxy of LYCEUM_TRUST_PROXY names who is signed in; from anybody else it is ignored.'),
  LYCEUM_PROXY_SIGN_OUT_URL: z
    .string()
    .regex(/^(https?:\/\/|\/(?![/\\]))\S+$/, 'must be a web address, or a path that begins with one slash')
    .optional()
    .describe('Where people go who sign out, when the proxy signs them in.'),
  LYCEUM_HTTP_ALLOW: list
    .default([])
    .describe('Addresses in private networks that may be fetched all the same: host:port or CIDR.'),
  LYCEUM_RUNNER_ACCESS: z
    .enum(['members', 'open'])
    .default('members')
    .describe('Who may run plugins through /runner: members, or anybody (open), for clients that cannot sign in.'),
  LYCEUM_RUNNER_BASE_URL: webAddress
    .optional()
    .describe(
      'Address of the plugin runner where it has a host or port of its own; LYCEUM_BASE_URL/runner by default.',
    ),
  LYCEUM_RUNNER_PORT: port
    .optional()
    .describe('Further port that answers for the plugin runner alone; none by default.'),
  LYCEUM_RUNNER_FRAME_ANCESTORS: list
    .default([])
    .describe('Addresses of the clients that may show plugin pages in a frame; * for any, with open access only.'),
  LYCEUM_RUNNER_URL_MAP: z
    .string()
    .transform(readUrlMap)
    .default([])
    .describe(
      'Addresses that plugins reach under others from here: JSON of regular expression to replacement, in order, such as `{"^http://localhost:9090/": "http://backend:9090/"}`.',
    ),
  LYCEUM_PLUGIN_FOLDERS: z
    .string()
    .transform((value) => value.split(':').filter(Boolean))
    .default([])
    .describe('Folders with plugins besides the stock ones, separated by colons.'),
  LYCEUM_PLUGIN_REGISTRY_URL: webAddress
    .optional()
    .describe('Registry of plugins that is told when a plugin publishes or withdraws others; none by default.'),
  LYCEUM_PLUGIN_HOSTS: z
    .string()
    .transform((value) =>
      value
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    )
    .pipe(z.array(z.string().regex(/^[^:/]+:\d{1,5}$/, 'must be host:port')))
    .default([])
    .describe('Where plugins may connect to that need the network themselves, such as databases: each host:port.'),
  LYCEUM_GIT_PLUGINS: z
    .string()
    .transform((value) =>
      value
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .default([])
    .describe(
      'Plugins from git, one a line: `git+https://….git@REF#subdirectory=FOLDER`; see `lyceum plugins install`.',
    ),
  LYCEUM_CONTACT: z
    .string()
    .optional()
    .describe('Mail address, and after a space a project page, that publishers are shown.'),
  LYCEUM_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('Wait between "not ready" and the stop, for a proxy to notice; 10000 at most.'),
  LYCEUM_TIMEZONE: zone
    .default(Intl.DateTimeFormat().resolvedOptions().timeZone)
    .describe('First time zone of schedules and dates.'),
  LYCEUM_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('How much is logged.'),
  LYCEUM_PAPERS_CROSSREF_URL: webAddress.default('https://api.crossref.org').describe('Base address of Crossref.'),
  LYCEUM_PAPERS_CROSSREF_TOKEN: z.string().optional().describe('Token of Crossref Metadata Plus, where there is one.'),
  LYCEUM_PAPERS_DATACITE_URL: webAddress.default('https://api.datacite.org').describe('Base address of DataCite.'),
  LYCEUM_PAPERS_DOI_URL: webAddress.default('https://doi.org').describe('Base address of the resolver of DOIs.'),
  LYCEUM_PAPERS_ARXIV_URL: webAddress
    .default('https://export.arxiv.org')
    .describe('Base address of arXiv, for its interface and its files.'),
  LYCEUM_PAPERS_UNPAYWALL_URL: webAddress
    .default('https://api.unpaywall.org/v2')
    .describe('Base address of Unpaywall.'),
  LYCEUM_PAPERS_OPENALEX_URL: webAddress.default('https://api.openalex.org').describe('Base address of OpenAlex.'),
  LYCEUM_PAPERS_OPENALEX_KEY: z
    .string()
    .optional()
    .describe('Key of OpenAlex (free): without it titles are not searched for there.'),
  LYCEUM_PAPERS_EUROPE_PMC_URL: webAddress
    .default('https://www.ebi.ac.uk/europepmc/webservices/rest')
    .describe('Base address of Europe PMC.'),
  LYCEUM_PAPERS_PMC_URL: webAddress
    .default('https://pmc-oa-opendata.s3.amazonaws.com')
    .describe('Base address of the open files of PubMed Central.'),
  LYCEUM_PAPERS_PMC_IDS_URL: webAddress
    .default('https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles')
    .describe('Base address of the table of PubMed ids and DOIs.'),
  LYCEUM_PAPERS_SEMANTIC_SCHOLAR_URL: webAddress
    .default('https://api.semanticscholar.org/graph/v1')
    .describe('Base address of Semantic Scholar.'),
  LYCEUM_PAPERS_SEMANTIC_SCHOLAR_KEY: z
    .string()
    .optional()
    .describe('Key of Semantic Scholar: without it nothing is asked there.'),
  LYCEUM_OBSERVATIONS_CATALOG: z
    .string()
    .regex(/^(sample|archive|sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sample, archive, sqlite:PATH or postgres://…')
    .default('sample')
    .describe('Where observations are read from: sample, archive (the public services), or the database of a catalog.'),
  LYCEUM_OBSERVATIONS_LISTS: z
    .string()
    .optional()
    .describe('Folder with lists of Mission Planning (OR list, planned rolls, sky maps); none by default.'),
  LYCEUM_OBSERVATIONS_ARCHIVE_URL: webAddress
    .default('https://cda.harvard.edu/srservices')
    .describe('Base address of the text services of the Chandra archive.'),
  LYCEUM_OBSERVATIONS_RESOLVER_URL: webAddress
    .default('https://cds.unistra.fr/cgi-bin/nph-sesame')
    .describe('Base address of the service that finds positions by name.'),
  LYCEUM_DEV: flag.default(false).describe('Development aids; refuses any host but loopback.'),
  LYCEUM_DEV_CLOCK: z.string().optional().describe('With LYCEUM_DEV: file that drives the clock of all processes.'),
}

type Raw = z.output<z.ZodObject<typeof configSchema>>

/** The services that papers are looked up at. */
export type PapersAddress =
  | 'crossref'
  | 'datacite'
  | 'doi'
  | 'arxiv'
  | 'unpaywall'
  | 'openalex'
  | 'europePmc'
  | 'pmc'
  | 'pmcIds'
  | 'semanticScholar'

/** The settings of one process, complete and frozen; times in ms, folders absolute. */
export type Config = Readonly<{
  instance: string
  host: string
  port: number
  baseUrl: string
  role: Raw['LYCEUM_ROLE']
  /** False for a worker process that was given no port. */
  listens: boolean
  databaseUrl: string
  /** Undefined for files on disk below the instance. */
  filesUrl: string | undefined
  s3Keys: Readonly<{
    accessKeyId: string | undefined
    accessKeyIdFile: string | undefined
    secretAccessKey: string | undefined
    secretAccessKeyFile: string | undefined
    region: string | undefined
  }>
  secret: string | undefined
  secretFile: string | undefined
  smtpUrl: string | undefined
  heartbeatUrl: string | undefined
  mailFrom: string
  trustProxy: readonly string[]
  /** Lower case; undefined: no proxy signs people in. */
  proxyUserHeader: string | undefined
  proxySignOutUrl: string | undefined
  httpAllow: readonly string[]
  runner: Readonly<{
    access: Raw['LYCEUM_RUNNER_ACCESS']
    baseUrl: string
    /** Undefined: it answers on the port of the house alone. */
    port: number | undefined
    frameAncestors: readonly string[]
    /** Regular expressions with their replacements, in order. */
    urlMap: readonly (readonly [pattern: string, replacement: string])[]
  }>
  /** Absolute, besides the stock plugins. */
  pluginFolders: readonly string[]
  /** Undefined: no registry is told of plugins. */
  pluginRegistryUrl: string | undefined
  /** For plugins that need the network: `host:port` in lower case. */
  pluginHosts: readonly string[]
  /** As they stand there; whether each can be understood is said where plugins are listed. */
  gitPlugins: readonly string[]
  contact: string | undefined
  drainMs: number
  timezone: string
  logLevel: Raw['LYCEUM_LOG_LEVEL']
  papers: Readonly<{
    /** Base addresses by source. */
    urls: Readonly<Record<PapersAddress, string>>
    /** Undefined where a source is asked without one. */
    keys: Readonly<Partial<Record<PapersAddress, string | undefined>>>
  }>
  observations: Readonly<{
    /** `sample`, `archive`, or the address of a database. */
    catalog: string
    /** Absolute; undefined: there are no such lists. */
    listsFolder: string | undefined
    archiveUrl: string
    resolverUrl: string
  }>
  dev: boolean
  devClock: string | undefined
}>

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

const secretNames = new Set([
  'LYCEUM_SECRET',
  'LYCEUM_HEARTBEAT_URL',
  'AWS_SECRET_ACCESS_KEY',
  'LYCEUM_PAPERS_CROSSREF_TOKEN',
  'LYCEUM_PAPERS_OPENALEX_KEY',
  'LYCEUM_PAPERS_SEMANTIC_SCHOLAR_KEY',
])

function asConfig(raw: Raw, isPortGiven: boolean): Config {
  const instance = resolve(raw.LYCEUM_INSTANCE)
  const baseUrl = raw.LYCEUM_BASE_URL ?? `http://${raw.LYCEUM_HOST}:${raw.LYCEUM_PORT}`
  return {
    instance,
    host: raw.LYCEUM_HOST,
    port: raw.LYCEUM_PORT,
    baseUrl,
    role: raw.LYCEUM_ROLE,
    listens: raw.LYCEUM_ROLE !== 'worker' || isPortGiven,
    databaseUrl: raw.LYCEUM_DATABASE_URL ?? `sqlite:${instance}/lyceum.db`,
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
    proxyUserHeader: raw.LYCEUM_PROXY_USER_HEADER,
    proxySignOutUrl: raw.LYCEUM_PROXY_SIGN_OUT_URL,
    httpAllow: raw.LYCEUM_HTTP_ALLOW,
    runner: {
      access: raw.LYCEUM_RUNNER_ACCESS,
      baseUrl: raw.LYCEUM_RUNNER_BASE_URL ?? `${baseUrl}/runner`,
      port: raw.LYCEUM_RUNNER_PORT,
      frameAncestors: raw.LYCEUM_RUNNER_FRAME_ANCESTORS,
      urlMap: raw.LYCEUM_RUNNER_URL_MAP,
    },
    pluginFolders: raw.LYCEUM_PLUGIN_FOLDERS.map((folder) => resolve(folder)),
    pluginRegistryUrl: raw.LYCEUM_PLUGIN_REGISTRY_URL,
    pluginHosts: raw.LYCEUM_PLUGIN_HOSTS,
    gitPlugins: raw.LYCEUM_GIT_PLUGINS,
    contact: raw.LYCEUM_CONTACT,
    drainMs: raw.LYCEUM_DRAIN_MS,
    timezone: raw.LYCEUM_TIMEZONE,
    logLevel: raw.LYCEUM_LOG_LEVEL,
    papers: {
      urls: {
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
      },
      keys: {
        crossref: raw.LYCEUM_PAPERS_CROSSREF_TOKEN,
        openalex: raw.LYCEUM_PAPERS_OPENALEX_KEY,
        semanticScholar: raw.LYCEUM_PAPERS_SEMANTIC_SCHOLAR_KEY,
      },
    },
    observations: {
      catalog: raw.LYCEUM_OBSERVATIONS_CATALOG,
      listsFolder: raw.LYCEUM_OBSERVATIONS_LISTS === undefined ? undefined : resolve(raw.LYCEUM_OBSERVATIONS_LISTS),
      archiveUrl: raw.LYCEUM_OBSERVATIONS_ARCHIVE_URL,
      resolverUrl: raw.LYCEUM_OBSERVATIONS_RESOLVER_URL,
    },
    dev: raw.LYCEUM_DEV,
    devClock: raw.LYCEUM_DEV_CLOCK,
  }
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

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** The rules of LYCEUM_RUNNER_URL_MAP; a mistake in one of them ends the start rather than a plugin's request. */
function readUrlMap(text: string, context: z.core.$RefinementCtx): [string, string][] {
  try {
    const rules = Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(text)))
    for (const [pattern] of rules) new RegExp(pattern)
    return rules
  } catch {
    context.addIssue('must be a JSON object of regular expressions and replacements')
    return z.NEVER
  }
}
