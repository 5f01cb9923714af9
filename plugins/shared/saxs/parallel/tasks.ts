import { descend } from '../inference/descending.ts'
import { climbLadder } from '../inference/ladder.ts'
import { sampleChain } from '../inference/sampling.ts'
import { curveOfStructure, sizeOfStructure } from '../scattering/curve-of-structure.ts'

/** What may run in a thread of its own: functions of plain data, and of a way to say how far they are. */
export const tasks = { descend, sampleChain, climbLadder, curveOfStructure, sizeOfStructure }

export type Tasks = typeof tasks
export type TaskName = keyof Tasks
