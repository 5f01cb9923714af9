import { isDeepStrictEqual } from 'node:util'
import type { Activity } from '../activity/activity.ts'
import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { findSettingValue, insertSettingValue } from './queries.ts'
import { rememberCommitted } from './remembering.ts'
import type { Setting, Settings } from './settings.ts'
import type { SettingValueRow } from './tables.ts'

/** The settings of one process, on its connection to the database. */
export function openSettings(database: Database, activity: Activity, now: () => string): Settings {
  const remembered = rememberCommitted(database)

  return {
    get: async (db, setting) => {
      const json = db.isTransaction
        ? (await findSettingValue(db, setting.name))?.value_json
        : await remembered.json(setting.name, async () => (await findSettingValue(db, setting.name))?.value_json)
      return readValue(setting, json)
    },
    set: async (tx, setting, value, by, basedOn = null) => {
      await change(tx, activity, now(), setting, value, by, basedOn)
      remembered.forget()
    },
  }
}

async function change<Value>(
  tx: Db,
  activity: Activity,
  at: string,
  setting: Setting<Value>,
  value: Value,
  by: string,
  basedOn: number | null,
): Promise<void> {
  const after = checked(setting, value)
  const current = await findSettingValue(tx, setting.name)
  if (basedOn !== null && basedOn !== (current?.version ?? 0)) throw changedMeanwhile(setting, current)
  const before = readValue(setting, current?.value_json)
  if (current && isDeepStrictEqual(before, after)) return

  const row = { name: setting.name, version: (current?.version ?? 0) + 1, value_json: JSON.stringify(after) }
  const inserted = await insertSettingValue(tx, { ...row, set_at: at, set_by: by })
  if (!inserted) throw changedMeanwhile(setting, undefined)
  await activity.record(tx, {
    actor: by,
    action: 'settings.changed',
    status: 'success',
    target: `settings/${setting.name}`,
    message: `${setting.title} was changed.`,
    before,
    after,
  })
}

/** A stored value that no longer fits (its rules became stricter) counts as none. */
function readValue<Value>(setting: Setting<Value>, json: string | undefined): Value {
  if (json === undefined) return setting.fallback
  const parsed = setting.schema.safeParse(JSON.parse(json))
  return parsed.success ? parsed.data : setting.fallback
}

function checked<Value>(setting: Setting<Value>, value: Value): Value {
  const parsed = setting.schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.') || 'value',
    code: issue.code,
    message: issue.message,
  }))
  const words = fields.map((field) => field.message).join('; ')
  throw new UserError('invalid', 'settings.invalid', `${setting.title} cannot be set to that: ${words}`, { fields })
}

function changedMeanwhile(setting: Setting<unknown>, current: SettingValueRow | undefined): UserError {
  const when = current ? ` (by ${current.set_by}, ${current.set_at})` : ''
  return new UserError(
    'overtaken',
    'settings.changed-meanwhile',
    `${setting.title} was changed by somebody else meanwhile${when}. Look at the new value, and set yours again if you still want it.`,
  )
}
