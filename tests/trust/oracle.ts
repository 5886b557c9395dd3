import type { Row, Table } from './database.ts'

/** One way an account is involved with a young person today. */
export interface Tie {
  person: string
  account: string
  audience: string
  via: 'team' | 'circle'
  /** What names this way where readers are named: the team and the member, or the one in the circle. */
  seats: string[]
}

/**
 * Who is involved with whom, worked out here from the rows alone and apart from the database's own policies and
 * helpers: if both made the same mistake nobody would see it.
 */
export class Oracle {
  private readonly today: string
  private readonly ties: Map<string, Tie[]>
  private readonly teamsOf: Map<string, Row[]>
  private readonly involvements: readonly Row[]
  private readonly members: readonly Row[]
  private readonly audiences: Map<unknown, unknown>
  private readonly rowsOf: (table: string) => readonly Row[]
  readonly admins: Set<string>

  constructor(tables: readonly Table[], today: string) {
    this.today = today
    const rows = (name: string) => tables.find(table => table.name === name)?.rows ?? []
    this.rowsOf = rows
    const organisations = new Map(rows('organisations').filter(row => this.isOn(row)).map(row => [row.id, row]))
    const members = rows('organisation_members').filter(row => row.account_id !== null && this.isOn(row) && organisations.has(row.organisation_id))
    this.teamsOf = Map.groupBy(members, row => String(row.account_id))
    this.admins = new Set(members.filter(row => row.role === 'system_admin' || row.role === 'area_admin').map(row => String(row.account_id)))
    this.members = rows('organisation_members')
    this.involvements = rows('involvements')
    this.audiences = new Map([...organisations].map(([id, row]) => [id, row.audience]))
    const teamTies = rows('involvements').filter(row => this.isOn(row)).flatMap(row => members
      .filter(member => member.organisation_id === row.organisation_id && organisations.get(row.organisation_id)?.audience)
      .map((member): Tie => ({
        person: String(row.person_id), account: String(member.account_id), audience: String(organisations.get(row.organisation_id)?.audience), via: 'team',
        seats: [String(row.organisation_id), String(member.id)],
      })))
    const circleTies = rows('circle_members').filter(row => row.account_id !== null && this.isOn(row)).map((row): Tie => ({
      person: String(row.person_id), account: String(row.account_id), audience: row.relationship === 'young_person' ? 'young_person' : 'family', via: 'circle',
      seats: [String(row.id)],
    }))
    this.ties = Map.groupBy([...teamTies, ...circleTies], ({ account, person }) => `${account} ${person}`)
  }

  private isOn(row: Row): boolean {
    return String(row.starts_on ?? '') <= this.today && (row.ends_on === null || row.ends_on === undefined || String(row.ends_on) >= this.today)
  }

  tiesOf(account: string | null, person: unknown): Tie[] {
    return this.ties.get(`${account} ${String(person)}`) ?? []
  }

  isInvolved(account: string | null, person: unknown): boolean {
    return this.tiesOf(account, person).length > 0
  }

  isInCircle(account: string | null, person: unknown): boolean {
    return this.tiesOf(account, person).some(({ via }) => via === 'circle')
  }

  /** The SEND team says which teams work with a young person; where there is none, the school or college. */
  managesTeams(account: string | null, person: unknown): boolean {
    const hasSendTeam = this.involvements.some(row => row.person_id === person && this.isOn(row) && this.audiences.get(row.organisation_id) === 'la_send')
    return this.tiesOf(account, person).some(({ via, audience }) =>
      via === 'team' && (audience === 'la_send' || (!hasSendTeam && ['school', 'post16_provider'].includes(audience))))
  }

  /** Whether an account works today in a team of one of these kinds. */
  worksAs(account: string | null, audiences: readonly string[]): boolean {
    return (this.teamsOf.get(account ?? '') ?? []).some(row => audiences.includes(String(this.audiences.get(row.organisation_id))))
  }

  /** Whether an account works today in a team that is involved with young people. */
  isStaff(account: string | null): boolean {
    return (this.teamsOf.get(account ?? '') ?? []).some(row => Boolean(this.audiences.get(row.organisation_id)))
  }

  worksIn(account: string | null, organisation: unknown): boolean {
    return (this.teamsOf.get(account ?? '') ?? []).some(row => row.organisation_id === organisation)
  }

  /** The member is, or was, the named contact of somebody this account is involved with. */
  isNamedContactFor(account: string | null, member: unknown): boolean {
    return this.involvements.some(row => row.named_contact_id === member && this.isInvolved(account, row.person_id))
  }

  isMateOf(account: string | null, member: unknown): boolean {
    return this.members.some(row => row.id === member && this.worksIn(account, row.organisation_id))
  }

  /** The member's team works today with somebody in whose circle this account is, or with whom its team works too. */
  isMemberForMyPeople(account: string | null, member: unknown): boolean {
    const team = this.members.find(row => row.id === member)?.organisation_id
    return this.involvements.some(row => row.organisation_id === team && this.isOn(row) && this.isInvolved(account, row.person_id))
  }

  /** Author or one of those it is shared with, and involved today. Where readers are named, only they. */
  isSharedWith(account: string | null, row: Row): boolean {
    const ties = this.tiesOf(account, row.person_id)
    const named = row.readers as string[] | undefined
    return ties.some(tie => row.author_id === account
      || ((row.shared_with as string[]).includes(tie.audience) && (!named || tie.seats.some(seat => named.includes(seat)))))
  }

  /** What a row hangs on is shared with this account too. */
  isParentSharedWith(account: string | null, table: string, id: unknown): boolean {
    return this.rowsOf(table).some(row => row.id === id && this.isSharedWith(account, row))
  }

  /**
   * Whose step it is: of those it is for, the family for its young person, any team for a milestone; the SEND team, school or college
   * for a service that is not involved.
   */
  mayRecord(account: string | null, person: unknown, audience: unknown): boolean {
    const isServiceMissing = audience !== 'young_person' && audience !== 'family'
      && !this.involvements.some(row => row.person_id === person && this.isOn(row) && this.audiences.get(row.organisation_id) === audience)
    return this.tiesOf(account, person).some(tie => tie.audience === audience
      || (audience === 'young_person' && tie.audience === 'family')
      || (audience === null && tie.via === 'team')
      || (isServiceMissing && audience !== null && ['la_send', 'school', 'post16_provider'].includes(tie.audience)))
  }

  /** A goal in the young person's own words is theirs to change, a proposal its author's. */
  mayChangeGoal(account: string | null, id: unknown): boolean {
    return this.rowsOf('goals').some(goal => goal.id === id && this.isSharedWith(account, goal)
      && (goal.is_own ? this.isYoungPerson(account, goal.person_id) : goal.author_id === account))
  }

  isYoungPerson(account: string | null, person: unknown): boolean {
    return this.tiesOf(account, person).some(({ audience }) => audience === 'young_person')
  }

  /** The young person; their family while they do not use Onward themself. */
  mayWriteProfile(account: string | null, person: unknown): boolean {
    const youngPersonIsHere = this.rowsOf('circle_members').some(row => row.person_id === person && row.account_id !== null
      && row.relationship === 'young_person' && this.isOn(row))
    return this.isYoungPerson(account, person) || (!youngPersonIsHere && this.isInCircle(account, person))
  }

  /** The team that a handover asks reads it until the team has answered. */
  isAskedToTakeOver(account: string | null, handover: Row): boolean {
    return ['sent', 'read'].includes(String(handover.state)) && this.worksIn(account, handover.to_organisation_id)
  }

  isAskedWithPack(account: string | null, pack: unknown): boolean {
    return this.rowsOf('handovers').some(row => row.pack_id === pack && this.isAskedToTakeOver(account, row))
  }

  mayReadHandover(account: string | null, id: unknown): boolean {
    return this.rowsOf('handovers').some(row => row.id === id && (this.isSharedWith(account, row) || this.isAskedToTakeOver(account, row)))
  }

  /**
   * Those who put a pack together: the family; the team that is left, or where that is not on Onward every other team but the next
   * one; and the SEND team for places to learn.
   */
  maySendPack(account: string | null, move: Row): boolean {
    if (!this.isSharedWith(account, move)) return false
    const teams = this.involvements.filter(row => row.person_id === move.person_id && this.isOn(row) && this.worksIn(account, row.organisation_id))
    return this.isInCircle(account, move.person_id) || teams.some(({ organisation_id: team }) =>
      team === move.from_organisation_id
      || (move.from_organisation_id === null && team !== move.to_organisation_id)
      || (move.kind === 'education' && this.audiences.get(team) === 'la_send'))
  }

  isAuthorOf(account: string | null, table: string, id: unknown): boolean {
    return this.rowsOf(table).some(row => row.id === id && row.author_id === account)
  }
}
