import { createReadStream, readdirSync, statSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { Config } from '../../config.ts'
import { version } from '../../version.ts'
import { migrationsOf } from '../app.ts'
import { zipWith } from '../archives/writing.ts'
import { migrationStates } from '../database/migrating.ts'
import { logKinds } from '../log-files.ts'
import type { Platform } from '../platform.ts'
import { redact, redactText } from '../redact.ts'
import { runChecks } from './running.ts'

/** Of each kind of log, the end. */
const logBytes = 2 * 1024 ** 2
const address = /[\w.+-]+@(?=[\w-]+\.)/g

const about = `What this is
============
Made by "lyceum doctor --bundle" or under Admin > System, for somebody who helps to find out what is wrong.

doctor.json         what "lyceum doctor" says
facts.json          versions, sizes, how long it has been running
configuration.json  the settings that hold, secrets masked
schema.json         the schema steps that were applied
logs/               the end of each log

Passwords, tokens, keys and the part of mail addresses before the @ are masked. Names of files, titles and search words may
stand in the logs: look through them before you give this away.
`

/** A ZIP that tells a helper how the house is, and nothing that would let anybody in. */
export function supportBundle(platform: Platform): Readable {
  const { config, database, now } = platform
  const secrets = [platform.secret]
  const json = (value: unknown): string => `${JSON.stringify(redact(value, secrets), null, 2)}\n`
  return zipWith(async (zip) => {
    zip.text('README.txt', about)
    zip.text('doctor.json', json(await runChecks(platform, platform.parts)))
    zip.text('facts.json', json(factsOf(config.role, database.kind, now())))
    zip.text('configuration.json', json(withoutKeys(config)))
    zip.text('schema.json', json(await migrationStates(database.db, database.kind, migrationsOf(platform.parts))))
    for (const name of newestLogs(join(config.instance, 'logs')))
      zip.stream(`logs/${name}`, () => endOf(join(config.instance, 'logs', name), secrets))
  })
}

/** What an address or a name does not give away as a secret, but is one. */
const withoutKeys = ({ s3Keys, heartbeatUrl, papers, ...config }: Config) => ({
  ...config,
  s3Region: s3Keys.region,
  hasHeartbeat: heartbeatUrl !== undefined,
  papers: { urls: papers.urls, keysOf: Object.keys(papers.keys) },
})

const factsOf = (role: string, database: string, now: string) => ({
  version,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  role,
  database,
  now,
  upSeconds: Math.round(process.uptime()),
  memoryBytes: process.memoryUsage.rss(),
  machineMemoryBytes: totalmem(),
})

/** The last file of each kind; none where nothing was ever logged. */
function newestLogs(folder: string): string[] {
  const names = filesIn(folder)
  return logKinds.flatMap((kind) => names.findLast((name) => name.startsWith(`${kind}-`)) ?? [])
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Whole lines from the end of a log, masked. */
function endOf(path: string, secrets: readonly string[]): Readable {
  const start = Math.max(0, statSync(path).size - logBytes)
  const lines = createInterface({ input: createReadStream(path, { start }), crlfDelay: Number.POSITIVE_INFINITY })
  return Readable.from(maskedLines(lines, start > 0, secrets))
}

async function* maskedLines(
  lines: AsyncIterable<string>,
  isCut: boolean,
  secrets: readonly string[],
): AsyncGenerator<string> {
  let isFirst = isCut
  for await (const line of lines) {
    if (!isFirst) yield `${redactText(line, secrets).replace(address, '••••••@')}\n`
    isFirst = false
  }
}
