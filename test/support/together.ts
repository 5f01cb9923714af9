import { resolve } from 'node:path'
import { after, suite } from 'node:test'
import { pathToFileURL } from 'node:url'
// What these two open stays open for all files: their endings belong to the process, not to the first file that asks.
import './databases.ts'
import './s3-server.ts'

/** What one file may take before it counts as failed and the next one begins. */
const longestMs = 5 * 60_000
/** What a file left open, a server or a timer, keeps the process from ending. */
const longestEndMs = 10_000

/** Runs files of tests in this process, one after the other; each is a suite of its own, named by its path. */
export function runTogether(files: readonly string[]): void {
  for (const file of files)
    suite(file, { timeout: longestMs }, async () => void (await import(pathToFileURL(resolve(file)).href)))
  after(() => void setTimeout(() => process.exit(1), longestEndMs).unref())
}
