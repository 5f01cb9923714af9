import { dyingContract } from './dying.ts'
import type { OpenEngine } from './engine.ts'
import { followingContract } from './following.ts'
import { modelContract } from './model.ts'
import { runningContract } from './running.ts'
import { schedulesContract } from './schedules.ts'
import { sharingContract } from './sharing.ts'
import { submittingContract } from './submitting.ts'

/** What every engine of the queue keeps, whichever database it stands on. */
export function taskContract(name: string, open: OpenEngine): void {
  submittingContract(name, open)
  runningContract(name, open)
  followingContract(name, open)
  dyingContract(name, open)
  schedulesContract(name, open)
  sharingContract(name, open)
  modelContract(name, open)
}
