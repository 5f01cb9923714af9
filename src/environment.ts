import { z } from 'zod'
import { parseS3Url } from './platform/files/s3-place.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const flag = z.enum(['0', '1']).transform((value) => value === '1')
const list = z.string().transform((value): readonly string[] => value.split(/[\s,]+/).filter(Boolean))
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
  LYCEUM_PLUGIN_HOSTS: list
    .transform((hosts) => hosts.map((host) => host.toLowerCase()))
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

/** Those whose values are never shown. */
export const secretNames: ReadonlySet<string> = new Set([
  'LYCEUM_SECRET',
  'LYCEUM_HEARTBEAT_URL',
  'AWS_SECRET_ACCESS_KEY',
  'LYCEUM_PAPERS_CROSSREF_TOKEN',
  'LYCEUM_PAPERS_OPENALEX_KEY',
  'LYCEUM_PAPERS_SEMANTIC_SCHOLAR_KEY',
])

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
