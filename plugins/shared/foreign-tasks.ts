import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'

/** A task of another plugin, on whichever runner, as far as its callers look at it. */
export type ForeignTask = Readonly<{
  status: string
  log?: string
  steps?: readonly ForeignStep[]
  outputs?: readonly ForeignOutput[]
}>

export type ForeignStep = Readonly<{ stepId: string; href: string; uiHref: string; cleared: boolean }>
type ForeignOutput = Readonly<{ href: string; name: string; dataType: string; contentType: string }>

/** The form that it waits for, its addresses absolute; undefined where it waits for none. */
export function openStepOf({ status, steps }: ForeignTask, taskUrl: string): ForeignStep | undefined {
  const step = steps?.at(-1)
  if (status !== 'PENDING' || step === undefined || step.cleared) return undefined
  return { ...step, href: new URL(step.href, taskUrl).href, uiHref: new URL(step.uiHref, taskUrl).href }
}

/** Publishes results of another task among our own, without copying them. */
export async function takeOver(
  context: RunContext,
  taskUrl: string,
  { outputs = [] }: ForeignTask,
  isWanted: (output: ForeignOutput) => boolean = () => true,
): Promise<void> {
  for (const output of outputs.filter(isWanted)) {
    const { name, href, dataType, contentType } = output
    await context.linkOutput(name, new URL(href, taskUrl).href, { dataType, contentType })
  }
}

/** What went wrong elsewhere, told apart from our own log. */
export const foreignFailure = (who: string, { log = '' }: ForeignTask): string =>
  `The ${who} failed.\n----- its log -----\n${log}\n----- end of its log -----`
