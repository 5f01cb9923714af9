import type { Platform } from '../../../platform/platform.ts'
import { absolute } from '../links.ts'
import { listOfferedFiles } from './choosing.ts'
import { type Offered, originsOf, sandboxFor } from './offering.ts'
import type { ShownFrame } from './pages/frame.ts'

type Wanted = Pick<ShownFrame, 'title' | 'address'> &
  Partial<Pick<ShownFrame, 'runsAt' | 'run' | 'isPreview' | 'autofill'>>

/** Everything around a plugin's page in a frame, for one person. */
export async function frameFor(
  platform: Platform,
  personId: string,
  all: readonly Offered[],
  wanted: Wanted,
): Promise<{ frame: ShownFrame; frames: string[] }> {
  const assets = absolute(platform.config)
  const frame: ShownFrame = {
    runsAt: null,
    ...wanted,
    sandbox: sandboxFor(platform, wanted.address),
    files: await listOfferedFiles(platform, personId),
    plugins: all,
    themes: { light: assets.asset('theme-light.css'), dark: assets.asset('theme-dark.css') },
  }
  return { frame, frames: [...new Set([...originsOf(platform, all), new URL(wanted.address).origin])] }
}
