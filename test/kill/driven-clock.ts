import { renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const tickMs = 25

/** The clock of all processes of a house (`LYCEUM_DEV_CLOCK`): it stands still, or runs so many times faster. */
export type DrivenClock = Readonly<{
  file: string
  now: () => string
  run: (times: number) => void
  rest: () => void
  forward: (seconds: number) => void
}>

export async function driveClock(t: TestContext): Promise<DrivenClock> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-clock-'))
  const file = join(folder, 'clock')
  let ms = Date.parse('2026-03-10T10:00:00.000Z')
  let timer: NodeJS.Timeout | undefined
  const forward = (seconds: number): void => {
    ms += seconds * 1_000
    writeFileSync(`${file}.next`, new Date(ms).toISOString())
    renameSync(`${file}.next`, file)
  }
  const rest = (): void => clearInterval(timer)
  forward(0)
  t.after(async () => {
    rest()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    file,
    now: () => new Date(ms).toISOString(),
    rest,
    forward,
    run: (times) => {
      rest()
      timer = setInterval(() => forward((times * tickMs) / 1_000), tickMs)
    },
  }
}
