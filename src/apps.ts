import { observations } from './apps/observations/app.ts'
import { papers } from './apps/papers/app.ts'
import { plugins } from './apps/plugins/app.ts'
import { studies } from './apps/studies/app.ts'
import type { App } from './platform/app.ts'

/** The apps of the house, in the order of the side bar. */
export const apps: readonly App[] = [papers, plugins, studies, observations]
