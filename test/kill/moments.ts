import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnLyceum } from '../support/process.ts'
import type { DrivenClock } from './driven-clock.ts'
import type { Killable, KilledHouse } from './killed-house.ts'
import type { Chance } from './seeded.ts'

/** When a process is killed, and with what just under way. */
export type Moment = 'any' | 'starting' | 'body-begun' | 'body-arrived' | 'planning' | 'stopping' | 'emergency'
export const moments: readonly Moment[] = [
  'body-arrived',
  'stopping',
  'body-begun',
  'planning',
  'starting',
  'any',
  'emergency',
]

type Scene = Readonly<{ house: KilledHouse; clock: DrivenClock; chance: Chance; speed: number; isBare: boolean }>

/** How long a body is waited for before the process is killed without one: another bare one is soon there. */
const patienceMs = { server: 30_000, bare: 5_000 }

/** Kills the process at a moment of this kind. It has collected for a random while before. */
export async function killAt(moment: Moment, server: Killable, scene: Scene): Promise<void> {
  const { chance, isBare } = scene
  await sleep(isBare ? 50 + chance.number(350) : 300 + chance.number(700))
  await approach(moment, server, scene)
  await server.stop('SIGKILL')
}

async function approach(
  moment: Moment,
  server: Killable,
  { house, clock, chance, speed, isBare }: Scene,
): Promise<void> {
  const withinMs = isBare ? patienceMs.bare : patienceMs.server

  switch (moment) {
    case 'any':
    case 'starting':
      return
    case 'body-begun':
      return killOnFile(house, '.part', server, { laterMs: chance.number(200), withinMs })
    case 'body-arrived':
      return killOnFile(house, '.ready', server, { laterMs: 0, withinMs })
    case 'planning':
      // To the last seconds of the hour, from where planning comes in the next moments.
      clock.rest()
      clock.forward(3_599 - ((Date.parse(clock.now()) / 1_000) % 3_600))
      await sleep(100)
      clock.forward(2)
      clock.run(speed)
      return sleep(chance.number(2_100))
    case 'stopping':
    case 'emergency':
      // The answer may never come: what was not answered may have happened, or not.
      void server.command(moment === 'stopping' ? 'stop' : 'emergency-stop').catch(() => {})
      return sleep(chance.number(60))
  }
}

/** Kills a process that has not come up yet: it may be migrating, rescuing, recovering. */
export async function killWhileStarting(house: KilledHouse, chance: Chance, isBare: boolean): Promise<void> {
  if (isBare) return house.killBare(() => sleep(50 + chance.number(450)))
  const child = spawnLyceum(house.environment, ['serve'])
  const ended = new Promise((resolve) => child.once('close', resolve))
  await sleep(200 + chance.number(700))
  child.kill('SIGKILL')
  await ended
}

function killOnFile(
  { instanceFolder }: KilledHouse,
  ending: string,
  server: Killable,
  { laterMs, withinMs }: { laterMs: number; withinMs: number },
) {
  return new Promise<void>((resolve) => {
    const watcher = watch(join(instanceFolder, 'files', 'staging'), (_event, name) => {
      if (!name?.endsWith(ending)) return
      if (laterMs === 0) process.kill(server.pid, 'SIGKILL')
      end(laterMs)
    })
    const timer = setTimeout(() => end(0), withinMs)
    const end = (ms: number) => {
      watcher.close()
      clearTimeout(timer)
      setTimeout(resolve, ms)
    }
  })
}
