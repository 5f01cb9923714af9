import type { Platform } from '../platform.ts'

export type Finding = Readonly<{
  level: 'ok' | 'warn' | 'fail'
  /** What was seen, in one sentence. */
  message: string
  /** What to do about it; absent when all is well. */
  remedy?: string
}>

/** One question that `lyceum doctor` and Admin → System ask; it only reads. */
export type Check = Readonly<{
  name: string
  title: string
  /** The page on which it is put right, where there is one. */
  href?: string
  run: (platform: Platform) => Promise<Finding>
}>
