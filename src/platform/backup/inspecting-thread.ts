/** The thread of `inspecting.ts`: whole tables are read here, which keeps a thread from everything else. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Findings, InspectionOrder } from './inspecting.ts'

const { file, isThorough } = workerData as InspectionOrder
const database = new DatabaseSync(file, { readOnly: true })
const findings = inspect()
// Before the answer: whoever waits for it wants the file for itself.
database.close()
parentPort?.postMessage(findings)

function inspect(): Findings {
  try {
    const check = isThorough ? 'integrity_check' : 'quick_check'
    const said = Object.values(database.prepare(`pragma ${check}(1)`).get() ?? {})[0]
    if (said !== 'ok') return damaged(String(said))
    return { problem: null, orphan: isThorough ? findOrphan() : null, ...countRows() }
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error))
  }
}

const damaged = (problem: string): Findings => ({ problem, orphan: null, counts: {}, rows: 0 })

function findOrphan(): string | null {
  const found = database.prepare('pragma foreign_key_check').get()
  return found ? `a row of ${found.table} refers to one of ${found.parent} that is not there` : null
}

function countRows(): Pick<Findings, 'counts' | 'rows'> {
  const tables = database
    .prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite%'
      and sql not like 'create virtual%' order by name`)
    .all()
  const counts: Record<string, number> = {}
  let rows = 0
  for (const { name } of tables) {
    const count = Number(database.prepare(`select count(*) as n from "${name}"`).get()?.n)
    counts[String(name)] = count
    rows += count
  }
  return { counts, rows }
}
