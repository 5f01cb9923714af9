import type { App, Part } from '../app.ts'
import type { Platform } from '../platform.ts'
import type { Assets } from './assets.ts'
import type { Languages } from './languages.ts'

/** What every answer of the web server may draw on. */
export type House = Readonly<{
  platform: Platform
  parts: readonly Part[]
  /** In the order of the side bar. */
  apps: readonly App[]
  assets: Assets
  languages: Languages
}>
