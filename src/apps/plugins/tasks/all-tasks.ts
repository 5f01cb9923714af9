import { announcePlugin } from '../registry/announcing.ts'
import { crawlAll, crawling, crawlRunner } from '../registry/crawling.ts'
import { followRemoteRun } from '../registry/runs.ts'
import { clearing, clearSentFiles } from './clearing.ts'
import { notifySubscriber } from './events.ts'
import { runPlugin } from './running.ts'
import { watchTask } from './watching.ts'

/** The background work of plugins, wherever it is declared. */
export const allTasks = [
  runPlugin,
  notifySubscriber,
  watchTask,
  crawlAll,
  crawlRunner,
  followRemoteRun,
  announcePlugin,
  clearSentFiles,
]
export const allSchedules = [crawling, clearing]
