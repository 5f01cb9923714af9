import type { DatabaseSync } from 'node:sqlite'
import type { Notifications } from './notifications.ts'
import type { Db } from './tables.ts'

/** Which kind of thread asks: it decides how a busy lock is waited for. */
export type DatabaseUse = 'web' | 'worker' | 'command'

/** An open database of either kind, and the few things that queries cannot do alike on both. */
export type Database = Readonly<{
  kind: 'sqlite' | 'postgres'
  db: Db
  /** The bare SQLite connection of this thread, for bulk loads and benchmarks; undefined on PostgreSQL. */
  raw?: DatabaseSync
  /** A transaction that a power cut may lose, though never tear. Never for what a person was told is saved. */
  unflushed: <Result>(work: (tx: Db) => Promise<Result>) => Promise<Result>
  /** A number that differs once another connection has written; undefined on PostgreSQL. */
  changesSeen?: () => number
  /** The way to all other processes; undefined on SQLite, where there are none that matter. */
  notifications?: Notifications
  /**
   * How far the clock of the server is ahead of this machine's, in ms, where that is more than a trifle; 0 before the first
   * answer. Undefined on SQLite. All processes go by the server's.
   */
  aheadMs?: () => number
  /** How many connections work, rest, and are waited for; undefined on SQLite, where each thread has one. */
  connections?: () => Readonly<{ busy: number; idle: number; waiting: number }>
  /** Writes one consistent moment of the whole database to a new file, while others go on writing. */
  backup: (target: string) => Promise<void>
  close: () => Promise<void>
}>
