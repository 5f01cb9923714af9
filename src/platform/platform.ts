import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Activity } from './activity/activity.ts'
import type { Part } from './app.ts'
import type { Database } from './database/database.ts'
import type { Db } from './database/tables.ts'
import type { Files } from './files/files.ts'
import type { Http } from './http/http.ts'
import type { Live } from './live/live.ts'
import type { Mail } from './mail/mail.ts'
import type { Notify } from './notices/notices.ts'
import type { Settings } from './settings/settings.ts'
import type { Tasks } from './tasks/tasks.ts'

/** What the house lends to every part and app. */
export type Platform = Readonly<{
  config: Config
  log: Logger
  /** The time, UTC, ISO 8601 with milliseconds; tests drive it. */
  now: () => string
  /** Signs and seals; from LYCEUM_SECRET or the instance's own. At least 256 bit. */
  secret: string
  database: Database
  /** `database.db`. Inside a transaction pass `tx` on instead: this would wait for itself. */
  db: Db
  tasks: Tasks
  files: Files
  http: Http
  activity: Activity
  settings: Settings
  mail: Mail
  live: Live
  /** Tells a person something, on the page, by mail, or as they chose. */
  notify: Notify
  /** Every part of the house, for what asks all of them. */
  parts: readonly Part[]
}>
