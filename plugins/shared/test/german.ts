import { join } from 'node:path'
import { wordsOf } from '../../../src/apps/plugins/frontends/words.ts'
import type { KnownPlugin } from '../../../src/apps/plugins/loading/catalogue.ts'
import type { TestRun } from '../../../src/apps/plugins/sdk/testing.ts'
import { Plot } from '../../../src/apps/studies/results.ts'
import { plotIn } from '../../../src/apps/studies/speaking.ts'

/** How the plugin in a folder says something in German. */
export async function germanOf(folder: string): Promise<(text: string) => string> {
  const { say } = await wordsOf({ file: join(folder, 'plugin.ts') } as KnownPlugin, 'de')
  return say
}

/** What stays as it is where the plots of a run are drawn for German readers: names, and what should have a translation. */
export async function sameInGerman(folder: string, { outputs }: TestRun): Promise<string[]> {
  const say = await germanOf(folder)
  const same = new Set<string>()
  const noted = (text: string): string => {
    const said = say(text)
    if (said === text && text !== '') same.add(text)
    return said
  }
  for (const { dataType, text } of outputs) if (dataType === 'study/plot') plotIn(noted, Plot.parse(JSON.parse(text)))
  return [...same].sort()
}
