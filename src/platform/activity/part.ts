import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

export const activity = definePart({ name: 'activity', migrations })
