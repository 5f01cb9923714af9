import type { Shell } from '../../../platform/app.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Repair } from './repairing.ts'

/** What a tool is told beside the house. */
export type Wishes = Readonly<{ reason: string; isConfirmed: (question: string) => Promise<boolean> }>

/** One tool of `lyceum diagnostics`, for the command line and for the menu. */
export type Tool = Readonly<{
  name: string
  /** What it does, in one line. */
  about: string
  /** Absent: it only reads. */
  writes?: string
  run: (shell: Shell, wishes: Wishes) => Promise<void>
}>

const checkState: Tool = {
  name: 'check-state',
  about: 'the collector, this hour’s plan, papers, workers and the latest entries at a glance',
  run: async (shell) => {
    const { readState, stateInWords } = await import('./state.ts')
    shell.print(await readState(await shell.platform()), stateInWords)
  },
}

const diagnoseAll: Tool = {
  name: 'diagnose',
  about: 'look at everything, and say what to do about what is found',
  run: async (shell) => {
    const { diagnose, diagnosisInWords } = await import('./diagnosing.ts')
    const found = await diagnose(await shell.platform())
    shell.print(found, diagnosisInWords)
    if (found.some(({ level }) => level === 'fail')) shell.foundSomething()
  },
}

const inspect: Tool = {
  name: 'inspect-jobs',
  about: 'what runs and what comes next, with age, lease and worker',
  run: async (shell) => {
    const { inspectJobs, jobsInWords } = await import('./jobs.ts')
    shell.print(await inspectJobs(await shell.platform()), jobsInWords)
  },
}

const testReversion: Tool = {
  name: 'test-reversion',
  about: 'prove in a scratch house that every way of stopping puts papers back',
  run: async (shell) => {
    const [{ inScratchHouse }, { reversionInWords, tryReversion }] = await Promise.all([
      import('./scratch.ts'),
      import('./reversion.ts'),
    ])
    const tried = await inScratchHouse(shell, tryReversion)
    shell.print(tried, reversionInWords)
    if (tried.some(({ wrong }) => wrong.length > 0)) shell.foundSomething()
  },
}

const emergency: Tool = {
  name: 'emergency-stop',
  about: 'stop everything at once, whether or not a server runs',
  writes: 'Every planned and running paper goes back, and nothing starts again by itself. Stop everything?',
  run: async (shell, { reason }) => {
    const { stopEverything, stopInWords } = await import('./stopping.ts')
    const stopped = await stopEverything(await shell.platform(), reason)
    shell.print(stopped, stopInWords)
    if (stopped.stillPlanned > 0) shell.foundSomething()
  },
}

const quick: Tool = {
  name: 'quick-fix',
  about: 'the emergency stop, and every process ends so that it is started anew',
  writes: 'Everything is stopped, and the processes of the house end. Go on?',
  run: async (shell, { reason }) => {
    const { quickFix, quickFixInWords } = await import('./stopping.ts')
    shell.print(await quickFix(await shell.platform(), reason), quickFixInWords)
  },
}

/** In the order of the menu. */
export const tools: readonly Tool[] = [checkState, diagnoseAll, inspect, testReversion, emergency, quick]

/** Runs a tool; one that changes something asks first. @throws UserError `papers.not-confirmed`. */
export async function useTool({ writes, run }: Tool, shell: Shell, wishes: Wishes): Promise<void> {
  if (writes !== undefined && !(await wishes.isConfirmed(writes))) throw notConfirmed()
  await run(shell, wishes)
}

/** Looks for one class of faults; mends them where that is confirmed. */
export async function useRepair(shell: Shell, what: Repair, isMended: boolean): Promise<void> {
  const { repair, repairInWords } = await import('./repairing.ts')
  const done = await repair(await shell.platform(), what, { isDry: !isMended })
  shell.print(done, repairInWords)
  if (done.found.length > 0 && !isMended) shell.foundSomething()
}

const notConfirmed = (): UserError =>
  new UserError('conflict', 'papers.not-confirmed', 'Nothing was done. Add --yes to confirm.')
