import { civilDay } from '~/shared/civil-day'

/** The civil date in England as `YYYY-MM-DD`: the same on the server and in the browser that takes over its page. */
export function useToday(): string {
  return useState('today', () => civilDay()).value
}
