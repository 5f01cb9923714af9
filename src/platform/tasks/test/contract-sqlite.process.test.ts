import { taskContract } from '../contract/task-contract.ts'
import { openEngineOn } from './open-engine.ts'

taskContract('sqlite', openEngineOn('sqlite'))
