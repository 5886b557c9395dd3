// Generated from supabase/migrations by "npm run db:types".

export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

export type Database = {
  public: {
    Tables: {
      accounts: {
        Row: {
          created_at: string
          display_name: string
          id: string
          locale: string
          preferences: Json
        }
        Insert: {
          created_at?: string
          display_name: string
          id: string
          locale?: string
          preferences?: Json
        }
        Update: {
          created_at?: string
          display_name?: string
          id?: string
          locale?: string
          preferences?: Json
        }
        Relationships: []
      }
      anchors: {
        Row: {
          age: number | null
          facts: string[]
          family_may_record: boolean
          key: string
          kind: string
          missing_fact: string | null
          nc_year: number | null
          rule_ids: string[]
          term: string | null
        }
        Insert: {
          age?: number | null
          facts?: string[]
          family_may_record?: boolean
          key: string
          kind: string
          missing_fact?: string | null
          nc_year?: number | null
          rule_ids?: string[]
          term?: string | null
        }
        Update: {
          age?: number | null
          facts?: string[]
          family_may_record?: boolean
          key?: string
          kind?: string
          missing_fact?: string | null
          nc_year?: number | null
          rule_ids?: string[]
          term?: string | null
        }
        Relationships: []
      }
      api_tokens: {
        Row: {
          approved_at: string | null
          approved_by_name: string | null
          created_at: string
          created_by: string | null
          created_by_name: string
          expires_on: string
          id: string
          last_used_at: string | null
          name: string
          organisation_id: string
          per_minute: number
          revoked_at: string | null
          revoked_by_name: string | null
          scopes: Database["public"]["Enums"]["api_scope"][]
        }
        Insert: {
          approved_at?: string | null
          approved_by_name?: string | null
          created_at?: string
          created_by?: string | null
          created_by_name: string
          expires_on: string
          id: string
          last_used_at?: string | null
          name: string
          organisation_id: string
          per_minute?: number
          revoked_at?: string | null
          revoked_by_name?: string | null
          scopes: Database["public"]["Enums"]["api_scope"][]
        }
        Update: {
          approved_at?: string | null
          approved_by_name?: string | null
          created_at?: string
          created_by?: string | null
          created_by_name?: string
          expires_on?: string
          id?: string
          last_used_at?: string | null
          name?: string
          organisation_id?: string
          per_minute?: number
          revoked_at?: string | null
          revoked_by_name?: string | null
          scopes?: Database["public"]["Enums"]["api_scope"][]
        }
        Relationships: [
          {
            foreignKeyName: "api_tokens_created_by_fkey"
            columns: ["created_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "api_tokens_id_fkey"
            columns: ["id"]
            isOneToOne: true
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "api_tokens_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
        ]
      }
      audit_events: {
        Row: {
          action: string
          actor_id: string | null
          actor_name: string | null
          actor_role: Database["public"]["Enums"]["member_role"] | null
          actor_team: string | null
          at: string
          author_id: string | null
          changes: Json
          id: number
          person_id: string | null
          reason: string | null
          shared_with: Database["public"]["Enums"]["audience"][] | null
          subject: string
          subject_key: string
        }
        Insert: {
          action: string
          actor_id?: string | null
          actor_name?: string | null
          actor_role?: Database["public"]["Enums"]["member_role"] | null
          actor_team?: string | null
          at?: string
          author_id?: string | null
          changes: Json
          id?: never
          person_id?: string | null
          reason?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][] | null
          subject: string
          subject_key: string
        }
        Update: {
          action?: string
          actor_id?: string | null
          actor_name?: string | null
          actor_role?: Database["public"]["Enums"]["member_role"] | null
          actor_team?: string | null
          at?: string
          author_id?: string | null
          changes?: Json
          id?: never
          person_id?: string | null
          reason?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][] | null
          subject?: string
          subject_key?: string
        }
        Relationships: []
      }
      capacity_decisions: {
        Row: {
          assessed_on: string
          assessor: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          best_interests: string | null
          created_at: string
          decision: string
          ended_on: string | null
          help_given: string
          id: string
          outcome: string
          person_id: string
          review_on: string
          shared_with: Database["public"]["Enums"]["audience"][]
          topic: string
          version: number
        }
        Insert: {
          assessed_on: string
          assessor: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          best_interests?: string | null
          created_at?: string
          decision: string
          ended_on?: string | null
          help_given: string
          id?: string
          outcome: string
          person_id: string
          review_on: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          topic: string
          version?: number
        }
        Update: {
          assessed_on?: string
          assessor?: string
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          best_interests?: string | null
          created_at?: string
          decision?: string
          ended_on?: string | null
          help_given?: string
          id?: string
          outcome?: string
          person_id?: string
          review_on?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          topic?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "capacity_decisions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "capacity_decisions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      care_events: {
        Row: {
          author_id: string
          id: string
          on_date: string
          person_id: string
          reason: string | null
          recorded_at: string
          recorded_by_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          status: string
          track_id: string
        }
        Insert: {
          author_id: string
          id?: string
          on_date: string
          person_id: string
          reason?: string | null
          recorded_at?: string
          recorded_by_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          status: string
          track_id: string
        }
        Update: {
          author_id?: string
          id?: string
          on_date?: string
          person_id?: string
          reason?: string | null
          recorded_at?: string
          recorded_by_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          status?: string
          track_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "care_events_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "care_events_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "care_events_track_id_fkey"
            columns: ["track_id"]
            isOneToOne: false
            referencedRelation: "care_tracks"
            referencedColumns: ["id"]
          },
        ]
      }
      care_statuses: {
        Row: {
          comes_after: string[]
          is_decision: boolean
          needs_reason: boolean
          position: number
          status: string
          track: Database["public"]["Enums"]["care_track_kind"]
        }
        Insert: {
          comes_after: string[]
          is_decision?: boolean
          needs_reason?: boolean
          position: number
          status: string
          track: Database["public"]["Enums"]["care_track_kind"]
        }
        Update: {
          comes_after?: string[]
          is_decision?: boolean
          needs_reason?: boolean
          position?: number
          status?: string
          track?: Database["public"]["Enums"]["care_track_kind"]
        }
        Relationships: []
      }
      care_tracks: {
        Row: {
          about: string | null
          author_id: string
          budget: string | null
          id: string
          kind: Database["public"]["Enums"]["care_track_kind"]
          person_id: string
          reason: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          since: string
          starts_on: string | null
          status: string
          updated_at: string
          version: number
        }
        Insert: {
          about?: string | null
          author_id: string
          budget?: string | null
          id?: string
          kind: Database["public"]["Enums"]["care_track_kind"]
          person_id: string
          reason?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          since: string
          starts_on?: string | null
          status: string
          updated_at?: string
          version?: number
        }
        Update: {
          about?: string | null
          author_id?: string
          budget?: string | null
          id?: string
          kind?: Database["public"]["Enums"]["care_track_kind"]
          person_id?: string
          reason?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          since?: string
          starts_on?: string | null
          status?: string
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "care_tracks_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "care_tracks_kind_status_fkey"
            columns: ["kind", "status"]
            isOneToOne: false
            referencedRelation: "care_statuses"
            referencedColumns: ["track", "status"]
          },
          {
            foreignKeyName: "care_tracks_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      caseload_views: {
        Row: {
          account_id: string
          filters: Json
          id: string
          name: string
          sort: string
        }
        Insert: {
          account_id: string
          filters: Json
          id?: string
          name: string
          sort: string
        }
        Update: {
          account_id?: string
          filters?: Json
          id?: string
          name?: string
          sort?: string
        }
        Relationships: [
          {
            foreignKeyName: "caseload_views_account_id_fkey"
            columns: ["account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      circle_decisions: {
        Row: {
          author_id: string
          author_name: string
          basis: string
          capacity_decision_id: string | null
          created_at: string
          decision_support: string | null
          id: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          what: string
          whom: string
        }
        Insert: {
          author_id: string
          author_name: string
          basis: string
          capacity_decision_id?: string | null
          created_at?: string
          decision_support?: string | null
          id?: string
          person_id: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          what: string
          whom: string
        }
        Update: {
          author_id?: string
          author_name?: string
          basis?: string
          capacity_decision_id?: string | null
          created_at?: string
          decision_support?: string | null
          id?: string
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          what?: string
          whom?: string
        }
        Relationships: [
          {
            foreignKeyName: "circle_decisions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_decisions_capacity_decision_id_fkey"
            columns: ["capacity_decision_id"]
            isOneToOne: false
            referencedRelation: "capacity_decisions"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_decisions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      circle_members: {
        Row: {
          account_id: string | null
          bond: string | null
          display_name: string
          ended_at: string | null
          ended_by: string | null
          ends_on: string | null
          id: string
          invited_email: string | null
          is_paid: boolean
          kept_on: string | null
          person_id: string
          relationship: Database["public"]["Enums"]["member_role"]
          starts_on: string
        }
        Insert: {
          account_id?: string | null
          bond?: string | null
          display_name: string
          ended_at?: string | null
          ended_by?: string | null
          ends_on?: string | null
          id?: string
          invited_email?: string | null
          is_paid?: boolean
          kept_on?: string | null
          person_id: string
          relationship: Database["public"]["Enums"]["member_role"]
          starts_on?: string
        }
        Update: {
          account_id?: string | null
          bond?: string | null
          display_name?: string
          ended_at?: string | null
          ended_by?: string | null
          ends_on?: string | null
          id?: string
          invited_email?: string | null
          is_paid?: boolean
          kept_on?: string | null
          person_id?: string
          relationship?: Database["public"]["Enums"]["member_role"]
          starts_on?: string
        }
        Relationships: [
          {
            foreignKeyName: "circle_members_account_id_fkey"
            columns: ["account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_members_ended_by_fkey"
            columns: ["ended_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_members_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      circle_requests: {
        Row: {
          answer: string | null
          answered_at: string | null
          answered_by_name: string | null
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          bond: string | null
          circle_member_id: string | null
          created_at: string
          display_name: string | null
          id: string
          invited_email: string | null
          is_paid: boolean
          kind: string
          organisation_id: string | null
          person_id: string
          relationship: Database["public"]["Enums"]["member_role"] | null
          shared_with: Database["public"]["Enums"]["audience"][]
          status: string
          version: number
          why: string
        }
        Insert: {
          answer?: string | null
          answered_at?: string | null
          answered_by_name?: string | null
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          bond?: string | null
          circle_member_id?: string | null
          created_at?: string
          display_name?: string | null
          id?: string
          invited_email?: string | null
          is_paid?: boolean
          kind: string
          organisation_id?: string | null
          person_id: string
          relationship?: Database["public"]["Enums"]["member_role"] | null
          shared_with: Database["public"]["Enums"]["audience"][]
          status?: string
          version?: number
          why: string
        }
        Update: {
          answer?: string | null
          answered_at?: string | null
          answered_by_name?: string | null
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          bond?: string | null
          circle_member_id?: string | null
          created_at?: string
          display_name?: string | null
          id?: string
          invited_email?: string | null
          is_paid?: boolean
          kind?: string
          organisation_id?: string | null
          person_id?: string
          relationship?: Database["public"]["Enums"]["member_role"] | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          status?: string
          version?: number
          why?: string
        }
        Relationships: [
          {
            foreignKeyName: "circle_requests_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_requests_circle_member_id_fkey"
            columns: ["circle_member_id"]
            isOneToOne: false
            referencedRelation: "circle_members"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_requests_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "circle_requests_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      conditions: {
        Row: {
          key: string
          source: string
        }
        Insert: {
          key: string
          source: string
        }
        Update: {
          key?: string
          source?: string
        }
        Relationships: []
      }
      confirmations: {
        Row: {
          answer: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at: string
          id: string
          item_id: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          updated_at: string
          version: number
          words: string | null
        }
        Insert: {
          answer: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at?: string
          id: string
          item_id: string
          person_id: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          words?: string | null
        }
        Update: {
          answer?: string
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          created_at?: string
          id?: string
          item_id?: string
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          words?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "confirmations_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "confirmations_item_id_fkey"
            columns: ["item_id"]
            isOneToOne: false
            referencedRelation: "timeline_items"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "confirmations_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      contact_cards: {
        Row: {
          away_from: string | null
          away_until: string | null
          best_time: string | null
          cover_member_id: string | null
          email: string | null
          member_id: string
          phone: string | null
          photo: string | null
          updated_at: string
          updated_by: string | null
          version: number
          works_on: number[]
        }
        Insert: {
          away_from?: string | null
          away_until?: string | null
          best_time?: string | null
          cover_member_id?: string | null
          email?: string | null
          member_id: string
          phone?: string | null
          photo?: string | null
          updated_at?: string
          updated_by?: string | null
          version?: number
          works_on?: number[]
        }
        Update: {
          away_from?: string | null
          away_until?: string | null
          best_time?: string | null
          cover_member_id?: string | null
          email?: string | null
          member_id?: string
          phone?: string | null
          photo?: string | null
          updated_at?: string
          updated_by?: string | null
          version?: number
          works_on?: number[]
        }
        Relationships: [
          {
            foreignKeyName: "contact_cards_cover_member_id_fkey"
            columns: ["cover_member_id"]
            isOneToOne: false
            referencedRelation: "organisation_members"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "contact_cards_member_id_fkey"
            columns: ["member_id"]
            isOneToOne: true
            referencedRelation: "organisation_members"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "contact_cards_updated_by_fkey"
            columns: ["updated_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      deletion_notices: {
        Row: {
          due_on: string
          held_because: string | null
          held_by_name: string | null
          held_until: string | null
          id: string
          person_id: string
          told_on: string
          version: number
        }
        Insert: {
          due_on: string
          held_because?: string | null
          held_by_name?: string | null
          held_until?: string | null
          id?: string
          person_id: string
          told_on?: string
          version?: number
        }
        Update: {
          due_on?: string
          held_because?: string | null
          held_by_name?: string | null
          held_until?: string | null
          id?: string
          person_id?: string
          told_on?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "deletion_notices_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: true
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      emergency_access: {
        Row: {
          account_id: string
          audience: Database["public"]["Enums"]["audience"]
          closed_at: string | null
          display_name: string
          ends_at: string
          id: string
          opened_at: string
          organisation_id: string
          organisation_name: string
          person_id: string
          reason: string
          role: Database["public"]["Enums"]["member_role"]
        }
        Insert: {
          account_id: string
          audience: Database["public"]["Enums"]["audience"]
          closed_at?: string | null
          display_name: string
          ends_at?: string
          id?: string
          opened_at?: string
          organisation_id: string
          organisation_name: string
          person_id: string
          reason: string
          role: Database["public"]["Enums"]["member_role"]
        }
        Update: {
          account_id?: string
          audience?: Database["public"]["Enums"]["audience"]
          closed_at?: string | null
          display_name?: string
          ends_at?: string
          id?: string
          opened_at?: string
          organisation_id?: string
          organisation_name?: string
          person_id?: string
          reason?: string
          role?: Database["public"]["Enums"]["member_role"]
        }
        Relationships: [
          {
            foreignKeyName: "emergency_access_account_id_fkey"
            columns: ["account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "emergency_access_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "emergency_access_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      family_views: {
        Row: {
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at: string
          going_well: string | null
          hard_now: string | null
          help_wanted: string | null
          hopes: string | null
          id: string
          person_id: string
          review_on: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          updated_at: string
          version: number
        }
        Insert: {
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at?: string
          going_well?: string | null
          hard_now?: string | null
          help_wanted?: string | null
          hopes?: string | null
          id: string
          person_id: string
          review_on?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
        }
        Update: {
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          created_at?: string
          going_well?: string | null
          hard_now?: string | null
          help_wanted?: string | null
          hopes?: string | null
          id?: string
          person_id?: string
          review_on?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "family_views_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "family_views_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      goal_reports: {
        Row: {
          achievement_status: string | null
          at: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          goal_id: string
          going: string | null
          id: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          words: string | null
        }
        Insert: {
          achievement_status?: string | null
          at?: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          goal_id: string
          going?: string | null
          id: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          words?: string | null
        }
        Update: {
          achievement_status?: string | null
          at?: string
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          goal_id?: string
          going?: string | null
          id?: string
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          words?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "goal_reports_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_reports_goal_id_fkey"
            columns: ["goal_id"]
            isOneToOne: false
            referencedRelation: "goals"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_reports_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      goal_steps: {
        Row: {
          author_id: string
          done_on: string | null
          goal_id: string
          id: string
          item_id: string | null
          person_id: string
          position: number
          shared_with: Database["public"]["Enums"]["audience"][]
          who_helps: string | null
          words: string
        }
        Insert: {
          author_id: string
          done_on?: string | null
          goal_id: string
          id: string
          item_id?: string | null
          person_id: string
          position: number
          shared_with: Database["public"]["Enums"]["audience"][]
          who_helps?: string | null
          words: string
        }
        Update: {
          author_id?: string
          done_on?: string | null
          goal_id?: string
          id?: string
          item_id?: string | null
          person_id?: string
          position?: number
          shared_with?: Database["public"]["Enums"]["audience"][]
          who_helps?: string | null
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "goal_steps_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_steps_goal_id_fkey"
            columns: ["goal_id"]
            isOneToOne: false
            referencedRelation: "goals"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_steps_item_id_fkey"
            columns: ["item_id"]
            isOneToOne: false
            referencedRelation: "timeline_items"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_steps_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      goal_versions: {
        Row: {
          author_id: string
          changed_at: string
          changed_by_name: string
          changed_by_role: Database["public"]["Enums"]["member_role"]
          content: Json
          goal_id: string
          person_id: string
          reason: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          version: number
        }
        Insert: {
          author_id: string
          changed_at?: string
          changed_by_name: string
          changed_by_role: Database["public"]["Enums"]["member_role"]
          content: Json
          goal_id: string
          person_id: string
          reason?: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          version: number
        }
        Update: {
          author_id?: string
          changed_at?: string
          changed_by_name?: string
          changed_by_role?: Database["public"]["Enums"]["member_role"]
          content?: Json
          goal_id?: string
          person_id?: string
          reason?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "goal_versions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_versions_goal_id_fkey"
            columns: ["goal_id"]
            isOneToOne: false
            referencedRelation: "goals"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goal_versions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      goals: {
        Row: {
          achievement_status: string | null
          area: Database["public"]["Enums"]["pfa_area"]
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at: string
          id: string
          is_own: boolean
          lifecycle_on: string
          lifecycle_status: string
          person_id: string
          proposed_by_name: string | null
          proposed_by_role: Database["public"]["Enums"]["member_role"] | null
          scale: string
          shared_with: Database["public"]["Enums"]["audience"][]
          told_how: string | null
          told_to: string | null
          updated_at: string
          version: number
          voice: string
          why: string | null
          words: string
        }
        Insert: {
          achievement_status?: string | null
          area: Database["public"]["Enums"]["pfa_area"]
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at?: string
          id: string
          is_own: boolean
          lifecycle_on?: string
          lifecycle_status: string
          person_id: string
          proposed_by_name?: string | null
          proposed_by_role?: Database["public"]["Enums"]["member_role"] | null
          scale?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          told_how?: string | null
          told_to?: string | null
          updated_at?: string
          version?: number
          voice: string
          why?: string | null
          words: string
        }
        Update: {
          achievement_status?: string | null
          area?: Database["public"]["Enums"]["pfa_area"]
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          created_at?: string
          id?: string
          is_own?: boolean
          lifecycle_on?: string
          lifecycle_status?: string
          person_id?: string
          proposed_by_name?: string | null
          proposed_by_role?: Database["public"]["Enums"]["member_role"] | null
          scale?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          told_how?: string | null
          told_to?: string | null
          updated_at?: string
          version?: number
          voice?: string
          why?: string | null
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "goals_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "goals_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      handover_questions: {
        Row: {
          answer: string | null
          answered_at: string | null
          answered_by_name: string | null
          asked_at: string
          asked_by_name: string
          author_id: string
          handover_id: string
          id: string
          person_id: string
          question: string
          shared_with: Database["public"]["Enums"]["audience"][]
          version: number
        }
        Insert: {
          answer?: string | null
          answered_at?: string | null
          answered_by_name?: string | null
          asked_at?: string
          asked_by_name: string
          author_id: string
          handover_id: string
          id?: string
          person_id: string
          question: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          version?: number
        }
        Update: {
          answer?: string | null
          answered_at?: string | null
          answered_by_name?: string | null
          asked_at?: string
          asked_by_name?: string
          author_id?: string
          handover_id?: string
          id?: string
          person_id?: string
          question?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "handover_questions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handover_questions_handover_id_fkey"
            columns: ["handover_id"]
            isOneToOne: false
            referencedRelation: "handovers"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handover_questions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      handovers: {
        Row: {
          answer_by: string
          answered_at: string | null
          answered_by_name: string | null
          author_id: string
          from_name: string
          from_organisation_id: string | null
          id: string
          kind: Database["public"]["Enums"]["move_kind"]
          move_id: string
          moves_on: string | null
          next_step: string | null
          pack_id: string
          person_id: string
          read_as: Database["public"]["Enums"]["member_role"] | null
          read_at: string | null
          read_by_name: string | null
          reason: string | null
          sent_at: string
          sent_by_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          specialty: string | null
          state: Database["public"]["Enums"]["handover_state"]
          to_organisation_id: string
          version: number
        }
        Insert: {
          answer_by: string
          answered_at?: string | null
          answered_by_name?: string | null
          author_id: string
          from_name: string
          from_organisation_id?: string | null
          id?: string
          kind: Database["public"]["Enums"]["move_kind"]
          move_id: string
          moves_on?: string | null
          next_step?: string | null
          pack_id: string
          person_id: string
          read_as?: Database["public"]["Enums"]["member_role"] | null
          read_at?: string | null
          read_by_name?: string | null
          reason?: string | null
          sent_at?: string
          sent_by_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          specialty?: string | null
          state?: Database["public"]["Enums"]["handover_state"]
          to_organisation_id: string
          version?: number
        }
        Update: {
          answer_by?: string
          answered_at?: string | null
          answered_by_name?: string | null
          author_id?: string
          from_name?: string
          from_organisation_id?: string | null
          id?: string
          kind?: Database["public"]["Enums"]["move_kind"]
          move_id?: string
          moves_on?: string | null
          next_step?: string | null
          pack_id?: string
          person_id?: string
          read_as?: Database["public"]["Enums"]["member_role"] | null
          read_at?: string | null
          read_by_name?: string | null
          reason?: string | null
          sent_at?: string
          sent_by_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          specialty?: string | null
          state?: Database["public"]["Enums"]["handover_state"]
          to_organisation_id?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "handovers_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handovers_from_organisation_id_fkey"
            columns: ["from_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handovers_move_id_fkey"
            columns: ["move_id"]
            isOneToOne: false
            referencedRelation: "moves"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handovers_pack_id_fkey"
            columns: ["pack_id"]
            isOneToOne: false
            referencedRelation: "packs"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handovers_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "handovers_to_organisation_id_fkey"
            columns: ["to_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
        ]
      }
      import_sources: {
        Row: {
          columns: Json
          name: string
          organisation_id: string
        }
        Insert: {
          columns: Json
          name: string
          organisation_id: string
        }
        Update: {
          columns?: Json
          name?: string
          organisation_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "import_sources_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
        ]
      }
      imports: {
        Row: {
          all_or_nothing: boolean
          counts: Json
          created_at: string
          created_by: string | null
          created_by_name: string
          finished_at: string | null
          id: string
          organisation_id: string
          source: string
          state: Database["public"]["Enums"]["import_state"]
          update_people: boolean
          version: number
          written_at: string | null
        }
        Insert: {
          all_or_nothing?: boolean
          counts?: Json
          created_at?: string
          created_by?: string | null
          created_by_name: string
          finished_at?: string | null
          id?: string
          organisation_id: string
          source: string
          state?: Database["public"]["Enums"]["import_state"]
          update_people?: boolean
          version?: number
          written_at?: string | null
        }
        Update: {
          all_or_nothing?: boolean
          counts?: Json
          created_at?: string
          created_by?: string | null
          created_by_name?: string
          finished_at?: string | null
          id?: string
          organisation_id?: string
          source?: string
          state?: Database["public"]["Enums"]["import_state"]
          update_people?: boolean
          version?: number
          written_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "imports_created_by_fkey"
            columns: ["created_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "imports_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "imports_organisation_id_source_fkey"
            columns: ["organisation_id", "source"]
            isOneToOne: false
            referencedRelation: "import_sources"
            referencedColumns: ["organisation_id", "name"]
          },
        ]
      }
      involvements: {
        Row: {
          ended_at: string | null
          ended_by: string | null
          ends_on: string | null
          id: string
          named_contact_id: string | null
          organisation_id: string
          person_id: string
          starts_on: string
        }
        Insert: {
          ended_at?: string | null
          ended_by?: string | null
          ends_on?: string | null
          id?: string
          named_contact_id?: string | null
          organisation_id: string
          person_id: string
          starts_on?: string
        }
        Update: {
          ended_at?: string | null
          ended_by?: string | null
          ends_on?: string | null
          id?: string
          named_contact_id?: string | null
          organisation_id?: string
          person_id?: string
          starts_on?: string
        }
        Relationships: [
          {
            foreignKeyName: "involvements_ended_by_fkey"
            columns: ["ended_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "involvements_named_contact_id_fkey"
            columns: ["named_contact_id"]
            isOneToOne: false
            referencedRelation: "organisation_members"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "involvements_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "involvements_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      last_looks: {
        Row: {
          account_id: string
          looked_at: string
          person_id: string
          up_to: number
          up_to_at: string
        }
        Insert: {
          account_id: string
          looked_at?: string
          person_id: string
          up_to: number
          up_to_at: string
        }
        Update: {
          account_id?: string
          looked_at?: string
          person_id?: string
          up_to?: number
          up_to_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "last_looks_account_id_fkey"
            columns: ["account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "last_looks_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      move_alerts_seen: {
        Row: {
          author_id: string
          move_id: string
          person_id: string
          reason: string
          seen_at: string
          seen_by_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          since: string
          step: number
        }
        Insert: {
          author_id: string
          move_id: string
          person_id: string
          reason: string
          seen_at?: string
          seen_by_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          since: string
          step: number
        }
        Update: {
          author_id?: string
          move_id?: string
          person_id?: string
          reason?: string
          seen_at?: string
          seen_by_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          since?: string
          step?: number
        }
        Relationships: [
          {
            foreignKeyName: "move_alerts_seen_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "move_alerts_seen_move_id_fkey"
            columns: ["move_id"]
            isOneToOne: false
            referencedRelation: "moves"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "move_alerts_seen_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      move_checks: {
        Row: {
          author_id: string
          done_on: string
          going: Database["public"]["Enums"]["going"]
          id: string
          kind: Database["public"]["Enums"]["move_check_kind"]
          move_id: string
          next_step: string | null
          note: string | null
          person_id: string
          recorded_by_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          side: Database["public"]["Enums"]["move_side"]
        }
        Insert: {
          author_id: string
          done_on: string
          going: Database["public"]["Enums"]["going"]
          id?: string
          kind: Database["public"]["Enums"]["move_check_kind"]
          move_id: string
          next_step?: string | null
          note?: string | null
          person_id: string
          recorded_by_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          side: Database["public"]["Enums"]["move_side"]
        }
        Update: {
          author_id?: string
          done_on?: string
          going?: Database["public"]["Enums"]["going"]
          id?: string
          kind?: Database["public"]["Enums"]["move_check_kind"]
          move_id?: string
          next_step?: string | null
          note?: string | null
          person_id?: string
          recorded_by_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          side?: Database["public"]["Enums"]["move_side"]
        }
        Relationships: [
          {
            foreignKeyName: "move_checks_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "move_checks_move_id_fkey"
            columns: ["move_id"]
            isOneToOne: false
            referencedRelation: "moves"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "move_checks_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      move_meetings: {
        Row: {
          author_id: string
          id: string
          met_on: string
          move_id: string
          note: string | null
          person_id: string
          recorded_by_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          who: string
        }
        Insert: {
          author_id: string
          id?: string
          met_on: string
          move_id: string
          note?: string | null
          person_id: string
          recorded_by_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          who: string
        }
        Update: {
          author_id?: string
          id?: string
          met_on?: string
          move_id?: string
          note?: string | null
          person_id?: string
          recorded_by_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          who?: string
        }
        Relationships: [
          {
            foreignKeyName: "move_meetings_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "move_meetings_move_id_fkey"
            columns: ["move_id"]
            isOneToOne: false
            referencedRelation: "moves"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "move_meetings_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      move_periods: {
        Row: {
          key: string
          period: string | null
          source: string
          working_days: number | null
        }
        Insert: {
          key: string
          period?: string | null
          source: string
          working_days?: number | null
        }
        Update: {
          key?: string
          period?: string | null
          source?: string
          working_days?: number | null
        }
        Relationships: []
      }
      moves: {
        Row: {
          author_id: string
          before_events: Json
          called_off_reason: string | null
          from_closed_by_name: string | null
          from_closed_on: string | null
          from_name: string
          from_organisation_id: string | null
          id: string
          kind: Database["public"]["Enums"]["move_kind"]
          moved_by_name: string | null
          moved_on: string | null
          moves_on: string | null
          pack_id: string | null
          person_id: string
          plan_b: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          specialty: string | null
          state: Database["public"]["Enums"]["move_state"]
          to_closed_by_name: string | null
          to_closed_on: string | null
          to_name: string | null
          to_organisation_id: string | null
          updated_at: string
          version: number
        }
        Insert: {
          author_id: string
          before_events?: Json
          called_off_reason?: string | null
          from_closed_by_name?: string | null
          from_closed_on?: string | null
          from_name: string
          from_organisation_id?: string | null
          id?: string
          kind: Database["public"]["Enums"]["move_kind"]
          moved_by_name?: string | null
          moved_on?: string | null
          moves_on?: string | null
          pack_id?: string | null
          person_id: string
          plan_b?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          specialty?: string | null
          state?: Database["public"]["Enums"]["move_state"]
          to_closed_by_name?: string | null
          to_closed_on?: string | null
          to_name?: string | null
          to_organisation_id?: string | null
          updated_at?: string
          version?: number
        }
        Update: {
          author_id?: string
          before_events?: Json
          called_off_reason?: string | null
          from_closed_by_name?: string | null
          from_closed_on?: string | null
          from_name?: string
          from_organisation_id?: string | null
          id?: string
          kind?: Database["public"]["Enums"]["move_kind"]
          moved_by_name?: string | null
          moved_on?: string | null
          moves_on?: string | null
          pack_id?: string | null
          person_id?: string
          plan_b?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          specialty?: string | null
          state?: Database["public"]["Enums"]["move_state"]
          to_closed_by_name?: string | null
          to_closed_on?: string | null
          to_name?: string | null
          to_organisation_id?: string | null
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "moves_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "moves_from_organisation_id_fkey"
            columns: ["from_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "moves_pack_id_fkey"
            columns: ["pack_id"]
            isOneToOne: false
            referencedRelation: "packs"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "moves_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "moves_to_organisation_id_fkey"
            columns: ["to_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
        ]
      }
      named_contact_history: {
        Row: {
          display_name: string
          from_on: string
          id: number
          involvement_id: string
          member_id: string | null
          person_id: string
          role: Database["public"]["Enums"]["member_role"]
          until_on: string | null
        }
        Insert: {
          display_name: string
          from_on: string
          id?: never
          involvement_id: string
          member_id?: string | null
          person_id: string
          role: Database["public"]["Enums"]["member_role"]
          until_on?: string | null
        }
        Update: {
          display_name?: string
          from_on?: string
          id?: never
          involvement_id?: string
          member_id?: string | null
          person_id?: string
          role?: Database["public"]["Enums"]["member_role"]
          until_on?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "named_contact_history_involvement_id_fkey"
            columns: ["involvement_id"]
            isOneToOne: false
            referencedRelation: "involvements"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "named_contact_history_member_id_fkey"
            columns: ["member_id"]
            isOneToOne: false
            referencedRelation: "organisation_members"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "named_contact_history_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      organisation_members: {
        Row: {
          account_id: string | null
          display_name: string
          ends_on: string | null
          id: string
          invited_email: string | null
          organisation_id: string
          role: Database["public"]["Enums"]["member_role"]
          starts_on: string
        }
        Insert: {
          account_id?: string | null
          display_name: string
          ends_on?: string | null
          id?: string
          invited_email?: string | null
          organisation_id: string
          role: Database["public"]["Enums"]["member_role"]
          starts_on?: string
        }
        Update: {
          account_id?: string | null
          display_name?: string
          ends_on?: string | null
          id?: string
          invited_email?: string | null
          organisation_id?: string
          role?: Database["public"]["Enums"]["member_role"]
          starts_on?: string
        }
        Relationships: [
          {
            foreignKeyName: "organisation_members_account_id_fkey"
            columns: ["account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "organisation_members_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
        ]
      }
      organisations: {
        Row: {
          audience: Database["public"]["Enums"]["audience"] | null
          ends_on: string | null
          id: string
          in_area: boolean
          name: string
          setting_type: Database["public"]["Enums"]["setting_type"] | null
          starts_on: string
        }
        Insert: {
          audience?: Database["public"]["Enums"]["audience"] | null
          ends_on?: string | null
          id?: string
          in_area?: boolean
          name: string
          setting_type?: Database["public"]["Enums"]["setting_type"] | null
          starts_on?: string
        }
        Update: {
          audience?: Database["public"]["Enums"]["audience"] | null
          ends_on?: string | null
          id?: string
          in_area?: boolean
          name?: string
          setting_type?: Database["public"]["Enums"]["setting_type"] | null
          starts_on?: string
        }
        Relationships: []
      }
      own_view_reads: {
        Row: {
          account_id: string
          name: string
          person_id: string
          read_at: string
          role: Database["public"]["Enums"]["member_role"]
          view_id: string
        }
        Insert: {
          account_id: string
          name: string
          person_id: string
          read_at?: string
          role: Database["public"]["Enums"]["member_role"]
          view_id: string
        }
        Update: {
          account_id?: string
          name?: string
          person_id?: string
          read_at?: string
          role?: Database["public"]["Enums"]["member_role"]
          view_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "own_view_reads_account_id_fkey"
            columns: ["account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "own_view_reads_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "own_view_reads_view_id_fkey"
            columns: ["view_id"]
            isOneToOne: false
            referencedRelation: "own_views"
            referencedColumns: ["id"]
          },
        ]
      }
      own_views: {
        Row: {
          author_id: string
          author_name: string
          closed_at: string | null
          created_at: string
          handed_over_at: string | null
          id: string
          person_id: string
          question_key: string
          readers: string[]
          review_on: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          updated_at: string
          version: number
          words: string
        }
        Insert: {
          author_id: string
          author_name: string
          closed_at?: string | null
          created_at?: string
          handed_over_at?: string | null
          id: string
          person_id: string
          question_key: string
          readers?: string[]
          review_on?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          words: string
        }
        Update: {
          author_id?: string
          author_name?: string
          closed_at?: string | null
          created_at?: string
          handed_over_at?: string | null
          id?: string
          person_id?: string
          question_key?: string
          readers?: string[]
          review_on?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "own_views_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "own_views_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "own_views_question_key_fkey"
            columns: ["question_key"]
            isOneToOne: false
            referencedRelation: "view_questions"
            referencedColumns: ["key"]
          },
        ]
      }
      packs: {
        Row: {
          agreed_how: string | null
          author_id: string
          checked_as: Database["public"]["Enums"]["member_role"] | null
          checked_at: string
          checked_by_name: string
          content: Json
          id: string
          message: string | null
          move_id: string
          person_id: string
          sections: Database["public"]["Enums"]["pack_section"][]
          shared_with: Database["public"]["Enums"]["audience"][]
        }
        Insert: {
          agreed_how?: string | null
          author_id: string
          checked_as?: Database["public"]["Enums"]["member_role"] | null
          checked_at?: string
          checked_by_name: string
          content: Json
          id?: string
          message?: string | null
          move_id: string
          person_id: string
          sections: Database["public"]["Enums"]["pack_section"][]
          shared_with?: Database["public"]["Enums"]["audience"][]
        }
        Update: {
          agreed_how?: string | null
          author_id?: string
          checked_as?: Database["public"]["Enums"]["member_role"] | null
          checked_at?: string
          checked_by_name?: string
          content?: Json
          id?: string
          message?: string | null
          move_id?: string
          person_id?: string
          sections?: Database["public"]["Enums"]["pack_section"][]
          shared_with?: Database["public"]["Enums"]["audience"][]
        }
        Relationships: [
          {
            foreignKeyName: "packs_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "packs_move_id_fkey"
            columns: ["move_id"]
            isOneToOne: false
            referencedRelation: "moves"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "packs_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      pathway_items: {
        Row: {
          anchor: string
          anchor_key: string
          applies_all: string[]
          applies_any: string[]
          audience: Database["public"]["Enums"]["audience"] | null
          confidence: string
          days_after_review: number
          done_on: string | null
          due_kind: Database["public"]["Enums"]["due_kind"]
          due_offset: string
          due_offset_text: string
          is_unconditional: boolean
          key: string
          kind: Database["public"]["Enums"]["item_kind"]
          milestone_key: string | null
          missing_fact: string
          pfa_area: Database["public"]["Enums"]["pfa_area"] | null
          place: string
          position: number
          repeat_days: number | null
          repeat_every: string | null
          repeats: string | null
          rule_id: string | null
          source: string
          stage_key: string
          statutory: boolean
          template_id: string
        }
        Insert: {
          anchor: string
          anchor_key: string
          applies_all?: string[]
          applies_any?: string[]
          audience?: Database["public"]["Enums"]["audience"] | null
          confidence: string
          days_after_review: number
          done_on?: string | null
          due_kind: Database["public"]["Enums"]["due_kind"]
          due_offset: string
          due_offset_text: string
          is_unconditional?: never
          key: string
          kind: Database["public"]["Enums"]["item_kind"]
          milestone_key?: string | null
          missing_fact: string
          pfa_area?: Database["public"]["Enums"]["pfa_area"] | null
          place: string
          position: number
          repeat_days?: number | null
          repeat_every?: string | null
          repeats?: string | null
          rule_id?: string | null
          source: string
          stage_key: string
          statutory: boolean
          template_id: string
        }
        Update: {
          anchor?: string
          anchor_key?: string
          applies_all?: string[]
          applies_any?: string[]
          audience?: Database["public"]["Enums"]["audience"] | null
          confidence?: string
          days_after_review?: number
          done_on?: string | null
          due_kind?: Database["public"]["Enums"]["due_kind"]
          due_offset?: string
          due_offset_text?: string
          is_unconditional?: never
          key?: string
          kind?: Database["public"]["Enums"]["item_kind"]
          milestone_key?: string | null
          missing_fact?: string
          pfa_area?: Database["public"]["Enums"]["pfa_area"] | null
          place?: string
          position?: number
          repeat_days?: number | null
          repeat_every?: string | null
          repeats?: string | null
          rule_id?: string | null
          source?: string
          stage_key?: string
          statutory?: boolean
          template_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "pathway_items_template_id_stage_key_fkey"
            columns: ["template_id", "stage_key"]
            isOneToOne: false
            referencedRelation: "pathway_stages"
            referencedColumns: ["template_id", "key"]
          },
        ]
      }
      pathway_stages: {
        Row: {
          applies_all: string[]
          applies_any: string[]
          code: string
          from_age: number | null
          from_nc_year: number | null
          is_unconditional: boolean
          key: string
          position: number
          template_id: string
          to_age: number | null
          to_nc_year: number | null
          transfer: Database["public"]["Enums"]["transfer_type"] | null
        }
        Insert: {
          applies_all?: string[]
          applies_any?: string[]
          code: string
          from_age?: number | null
          from_nc_year?: number | null
          is_unconditional?: never
          key: string
          position: number
          template_id: string
          to_age?: number | null
          to_nc_year?: number | null
          transfer?: Database["public"]["Enums"]["transfer_type"] | null
        }
        Update: {
          applies_all?: string[]
          applies_any?: string[]
          code?: string
          from_age?: number | null
          from_nc_year?: number | null
          is_unconditional?: never
          key?: string
          position?: number
          template_id?: string
          to_age?: number | null
          to_nc_year?: number | null
          transfer?: Database["public"]["Enums"]["transfer_type"] | null
        }
        Relationships: [
          {
            foreignKeyName: "pathway_stages_template_id_fkey"
            columns: ["template_id"]
            isOneToOne: false
            referencedRelation: "pathway_templates"
            referencedColumns: ["id"]
          },
        ]
      }
      pathway_templates: {
        Row: {
          based_on: string | null
          created_at: string
          created_by: string | null
          document: Json
          effective_from: string | null
          effective_to: string | null
          id: string
          jurisdiction: string
          legal_regime: string
          people_move: string | null
          published_at: string | null
          published_by: string | null
          review_by: string | null
          revision: number
          status: Database["public"]["Enums"]["template_status"]
          supersedes: string | null
          template_key: string
          title: string
          updated_at: string
          updated_by: string | null
          version: string
        }
        Insert: {
          based_on?: string | null
          created_at?: string
          created_by?: string | null
          document: Json
          effective_from?: string | null
          effective_to?: string | null
          id?: string
          jurisdiction: string
          legal_regime: string
          people_move?: string | null
          published_at?: string | null
          published_by?: string | null
          review_by?: string | null
          revision?: number
          status?: Database["public"]["Enums"]["template_status"]
          supersedes?: string | null
          template_key: string
          title: string
          updated_at?: string
          updated_by?: string | null
          version: string
        }
        Update: {
          based_on?: string | null
          created_at?: string
          created_by?: string | null
          document?: Json
          effective_from?: string | null
          effective_to?: string | null
          id?: string
          jurisdiction?: string
          legal_regime?: string
          people_move?: string | null
          published_at?: string | null
          published_by?: string | null
          review_by?: string | null
          revision?: number
          status?: Database["public"]["Enums"]["template_status"]
          supersedes?: string | null
          template_key?: string
          title?: string
          updated_at?: string
          updated_by?: string | null
          version?: string
        }
        Relationships: [
          {
            foreignKeyName: "pathway_templates_based_on_fkey"
            columns: ["based_on"]
            isOneToOne: false
            referencedRelation: "pathway_templates"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "pathway_templates_created_by_fkey"
            columns: ["created_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "pathway_templates_published_by_fkey"
            columns: ["published_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "pathway_templates_updated_by_fkey"
            columns: ["updated_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      pathway_texts: {
        Row: {
          detail: string | null
          is_translation: boolean
          locale: string
          subject: string
          subject_key: string
          template_id: string
          title: string
        }
        Insert: {
          detail?: string | null
          is_translation?: boolean
          locale: string
          subject: string
          subject_key: string
          template_id: string
          title: string
        }
        Update: {
          detail?: string | null
          is_translation?: boolean
          locale?: string
          subject?: string
          subject_key?: string
          template_id?: string
          title?: string
        }
        Relationships: [
          {
            foreignKeyName: "pathway_texts_template_id_fkey"
            columns: ["template_id"]
            isOneToOne: false
            referencedRelation: "pathway_templates"
            referencedColumns: ["id"]
          },
        ]
      }
      people: {
        Row: {
          autumn_term_start: string | null
          created_at: string
          created_by: string | null
          created_by_organisation_id: string | null
          date_of_birth: string
          family_name: string | null
          id: string
          known_as: string
          locality: string | null
          planned_from: string
          template_id: string
          updated_at: string
          updated_by: string | null
          version: number
          year_group_offset: number
          year_group_offset_reason: string | null
        }
        Insert: {
          autumn_term_start?: string | null
          created_at?: string
          created_by?: string | null
          created_by_organisation_id?: string | null
          date_of_birth: string
          family_name?: string | null
          id?: string
          known_as: string
          locality?: string | null
          planned_from?: string
          template_id: string
          updated_at?: string
          updated_by?: string | null
          version?: number
          year_group_offset?: number
          year_group_offset_reason?: string | null
        }
        Update: {
          autumn_term_start?: string | null
          created_at?: string
          created_by?: string | null
          created_by_organisation_id?: string | null
          date_of_birth?: string
          family_name?: string | null
          id?: string
          known_as?: string
          locality?: string | null
          planned_from?: string
          template_id?: string
          updated_at?: string
          updated_by?: string | null
          version?: number
          year_group_offset?: number
          year_group_offset_reason?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "people_created_by_fkey"
            columns: ["created_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "people_created_by_organisation_id_fkey"
            columns: ["created_by_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "people_template_fkey"
            columns: ["template_id"]
            isOneToOne: false
            referencedRelation: "pathway_templates"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "people_updated_by_fkey"
            columns: ["updated_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      person_dates: {
        Row: {
          anchor: string
          on_date: string
          person_id: string
        }
        Insert: {
          anchor: string
          on_date: string
          person_id: string
        }
        Update: {
          anchor?: string
          on_date?: string
          person_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "person_dates_anchor_fkey"
            columns: ["anchor"]
            isOneToOne: false
            referencedRelation: "anchors"
            referencedColumns: ["key"]
          },
          {
            foreignKeyName: "person_dates_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      person_flags: {
        Row: {
          flag: string
          person_id: string
          since: string | null
        }
        Insert: {
          flag: string
          person_id: string
          since?: string | null
        }
        Update: {
          flag?: string
          person_id?: string
          since?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "person_flags_flag_fkey"
            columns: ["flag"]
            isOneToOne: false
            referencedRelation: "conditions"
            referencedColumns: ["key"]
          },
          {
            foreignKeyName: "person_flags_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      person_identifiers: {
        Row: {
          id: string
          kind: Database["public"]["Enums"]["identifier_kind"]
          organisation_id: string | null
          person_id: string
          value: string
        }
        Insert: {
          id?: string
          kind: Database["public"]["Enums"]["identifier_kind"]
          organisation_id?: string | null
          person_id: string
          value: string
        }
        Update: {
          id?: string
          kind?: Database["public"]["Enums"]["identifier_kind"]
          organisation_id?: string | null
          person_id?: string
          value?: string
        }
        Relationships: [
          {
            foreignKeyName: "person_identifiers_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "person_identifiers_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      place_choices: {
        Row: {
          actual: string | null
          author_id: string
          choice: number
          condition: string | null
          id: string
          organisation_id: string | null
          person_id: string
          predicted: string | null
          results_on: string | null
          setting_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          starts_in: number
          status: Database["public"]["Enums"]["place_status"]
          updated_at: string
          updated_by_name: string
          version: number
        }
        Insert: {
          actual?: string | null
          author_id: string
          choice?: number
          condition?: string | null
          id?: string
          organisation_id?: string | null
          person_id: string
          predicted?: string | null
          results_on?: string | null
          setting_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          starts_in: number
          status?: Database["public"]["Enums"]["place_status"]
          updated_at?: string
          updated_by_name: string
          version?: number
        }
        Update: {
          actual?: string | null
          author_id?: string
          choice?: number
          condition?: string | null
          id?: string
          organisation_id?: string | null
          person_id?: string
          predicted?: string | null
          results_on?: string | null
          setting_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          starts_in?: number
          status?: Database["public"]["Enums"]["place_status"]
          updated_at?: string
          updated_by_name?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "place_choices_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "place_choices_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "place_choices_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      placements: {
        Row: {
          ends_on: string | null
          id: string
          organisation_id: string | null
          person_id: string
          position: Database["public"]["Enums"]["placement_position"]
          setting_name: string
          setting_type: Database["public"]["Enums"]["setting_type"]
          starts_on: string | null
        }
        Insert: {
          ends_on?: string | null
          id?: string
          organisation_id?: string | null
          person_id: string
          position: Database["public"]["Enums"]["placement_position"]
          setting_name: string
          setting_type: Database["public"]["Enums"]["setting_type"]
          starts_on?: string | null
        }
        Update: {
          ends_on?: string | null
          id?: string
          organisation_id?: string | null
          person_id?: string
          position?: Database["public"]["Enums"]["placement_position"]
          setting_name?: string
          setting_type?: Database["public"]["Enums"]["setting_type"]
          starts_on?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "placements_organisation_id_fkey"
            columns: ["organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "placements_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      plan_types: {
        Row: {
          condition_key: string | null
          key: string
          position: number
          review_months: number | null
        }
        Insert: {
          condition_key?: string | null
          key: string
          position: number
          review_months?: number | null
        }
        Update: {
          condition_key?: string | null
          key?: string
          position?: number
          review_months?: number | null
        }
        Relationships: []
      }
      plans: {
        Row: {
          ended_on: string | null
          first_made_on: string | null
          id: string
          last_decision_on: string | null
          last_meeting_on: string | null
          person_id: string
          plan_type: string
          status: Database["public"]["Enums"]["plan_status"]
        }
        Insert: {
          ended_on?: string | null
          first_made_on?: string | null
          id?: string
          last_decision_on?: string | null
          last_meeting_on?: string | null
          person_id: string
          plan_type: string
          status?: Database["public"]["Enums"]["plan_status"]
        }
        Update: {
          ended_on?: string | null
          first_made_on?: string | null
          id?: string
          last_decision_on?: string | null
          last_meeting_on?: string | null
          person_id?: string
          plan_type?: string
          status?: Database["public"]["Enums"]["plan_status"]
        }
        Relationships: [
          {
            foreignKeyName: "plans_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "plans_plan_type_fkey"
            columns: ["plan_type"]
            isOneToOne: false
            referencedRelation: "plan_types"
            referencedColumns: ["key"]
          },
        ]
      }
      private_notes: {
        Row: {
          author_id: string
          created_at: string
          id: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          updated_at: string
          version: number
          words: string
        }
        Insert: {
          author_id: string
          created_at?: string
          id: string
          person_id: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          words: string
        }
        Update: {
          author_id?: string
          created_at?: string
          id?: string
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "private_notes_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "private_notes_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      profile_media: {
        Row: {
          author_id: string
          bytes: number
          created_at: string
          id: string
          kind: string
          mime: string
          person_id: string
          section: string
          shared_with: Database["public"]["Enums"]["audience"][]
          words: string | null
        }
        Insert: {
          author_id: string
          bytes: number
          created_at?: string
          id: string
          kind: string
          mime: string
          person_id: string
          section: string
          shared_with: Database["public"]["Enums"]["audience"][]
          words?: string | null
        }
        Update: {
          author_id?: string
          bytes?: number
          created_at?: string
          id?: string
          kind?: string
          mime?: string
          person_id?: string
          section?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          words?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "profile_media_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profile_media_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "profiles"
            referencedColumns: ["person_id"]
          },
        ]
      }
      profile_versions: {
        Row: {
          author_id: string
          changed_at: string
          changed_by_name: string
          changed_by_role: Database["public"]["Enums"]["member_role"]
          content: Json
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          version: number
        }
        Insert: {
          author_id: string
          changed_at?: string
          changed_by_name: string
          changed_by_role: Database["public"]["Enums"]["member_role"]
          content: Json
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          version: number
        }
        Update: {
          author_id?: string
          changed_at?: string
          changed_by_name?: string
          changed_by_role?: Database["public"]["Enums"]["member_role"]
          content?: Json
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "profile_versions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profile_versions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "profiles"
            referencedColumns: ["person_id"]
          },
        ]
      }
      profiles: {
        Row: {
          admire: string | null
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          communicate: string | null
          created_at: string
          helped_by: string | null
          matters: string | null
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          support: string | null
          updated_at: string
          version: number
        }
        Insert: {
          admire?: string | null
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          communicate?: string | null
          created_at?: string
          helped_by?: string | null
          matters?: string | null
          person_id: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          support?: string | null
          updated_at?: string
          version?: number
        }
        Update: {
          admire?: string | null
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          communicate?: string | null
          created_at?: string
          helped_by?: string | null
          matters?: string | null
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          support?: string | null
          updated_at?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "profiles_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "profiles_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: true
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      questions: {
        Row: {
          answer: string | null
          answer_due_on: string
          answered_at: string | null
          answered_by: string | null
          answered_by_name: string | null
          answered_by_role: Database["public"]["Enums"]["member_role"] | null
          asked_at: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          id: string
          kind: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          taken_at: string | null
          taken_by: string | null
          taken_by_name: string | null
          taken_by_role: Database["public"]["Enums"]["member_role"] | null
          to_audience: Database["public"]["Enums"]["audience"]
          version: number
          withdrawn_at: string | null
          words: string
        }
        Insert: {
          answer?: string | null
          answer_due_on: string
          answered_at?: string | null
          answered_by?: string | null
          answered_by_name?: string | null
          answered_by_role?: Database["public"]["Enums"]["member_role"] | null
          asked_at?: string
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          id: string
          kind: string
          person_id: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          taken_at?: string | null
          taken_by?: string | null
          taken_by_name?: string | null
          taken_by_role?: Database["public"]["Enums"]["member_role"] | null
          to_audience: Database["public"]["Enums"]["audience"]
          version?: number
          withdrawn_at?: string | null
          words: string
        }
        Update: {
          answer?: string | null
          answer_due_on?: string
          answered_at?: string | null
          answered_by?: string | null
          answered_by_name?: string | null
          answered_by_role?: Database["public"]["Enums"]["member_role"] | null
          asked_at?: string
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          id?: string
          kind?: string
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          taken_at?: string | null
          taken_by?: string | null
          taken_by_name?: string | null
          taken_by_role?: Database["public"]["Enums"]["member_role"] | null
          to_audience?: Database["public"]["Enums"]["audience"]
          version?: number
          withdrawn_at?: string | null
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "questions_answered_by_fkey"
            columns: ["answered_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "questions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "questions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "questions_taken_by_fkey"
            columns: ["taken_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      record_views: {
        Row: {
          account_id: string
          account_name: string
          at: string
          id: number
          in_emergency: boolean
          kind: string
          looked_for: Json | null
          person_id: string | null
          role: Database["public"]["Enums"]["member_role"]
          section: string
          team: string
        }
        Insert: {
          account_id: string
          account_name: string
          at?: string
          id?: never
          in_emergency?: boolean
          kind?: string
          looked_for?: Json | null
          person_id?: string | null
          role: Database["public"]["Enums"]["member_role"]
          section?: string
          team: string
        }
        Update: {
          account_id?: string
          account_name?: string
          at?: string
          id?: never
          in_emergency?: boolean
          kind?: string
          looked_for?: Json | null
          person_id?: string | null
          role?: Database["public"]["Enums"]["member_role"]
          section?: string
          team?: string
        }
        Relationships: []
      }
      reminders: {
        Row: {
          from_account_id: string | null
          from_name: string
          from_organisation_id: string
          id: string
          person_id: string
          seen_at: string | null
          seen_by_name: string | null
          sent_at: string
          to_member_id: string | null
          to_organisation_id: string
          withdrawn_at: string | null
        }
        Insert: {
          from_account_id?: string | null
          from_name: string
          from_organisation_id: string
          id?: string
          person_id: string
          seen_at?: string | null
          seen_by_name?: string | null
          sent_at?: string
          to_member_id?: string | null
          to_organisation_id: string
          withdrawn_at?: string | null
        }
        Update: {
          from_account_id?: string | null
          from_name?: string
          from_organisation_id?: string
          id?: string
          person_id?: string
          seen_at?: string | null
          seen_by_name?: string | null
          sent_at?: string
          to_member_id?: string | null
          to_organisation_id?: string
          withdrawn_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "reminders_from_account_id_fkey"
            columns: ["from_account_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "reminders_from_organisation_id_fkey"
            columns: ["from_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "reminders_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "reminders_to_member_id_fkey"
            columns: ["to_member_id"]
            isOneToOne: false
            referencedRelation: "organisation_members"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "reminders_to_organisation_id_fkey"
            columns: ["to_organisation_id"]
            isOneToOne: false
            referencedRelation: "organisations"
            referencedColumns: ["id"]
          },
        ]
      }
      retention_terms: {
        Row: {
          is_only: boolean
          keep_years: number
          notice_days: number
          version: number
        }
        Insert: {
          is_only?: boolean
          keep_years?: number
          notice_days?: number
          version?: number
        }
        Update: {
          is_only?: boolean
          keep_years?: number
          notice_days?: number
          version?: number
        }
        Relationships: []
      }
      review_actions: {
        Row: {
          area: Database["public"]["Enums"]["pfa_area"] | null
          audience: Database["public"]["Enums"]["audience"]
          done_at: string | null
          done_by: string | null
          done_by_name: string | null
          due_on: string
          id: string
          person_id: string
          review_id: string
          version: number
          words: string
        }
        Insert: {
          area?: Database["public"]["Enums"]["pfa_area"] | null
          audience: Database["public"]["Enums"]["audience"]
          done_at?: string | null
          done_by?: string | null
          done_by_name?: string | null
          due_on: string
          id?: string
          person_id: string
          review_id: string
          version?: number
          words: string
        }
        Update: {
          area?: Database["public"]["Enums"]["pfa_area"] | null
          audience?: Database["public"]["Enums"]["audience"]
          done_at?: string | null
          done_by?: string | null
          done_by_name?: string | null
          due_on?: string
          id?: string
          person_id?: string
          review_id?: string
          version?: number
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "review_actions_done_by_fkey"
            columns: ["done_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "review_actions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "review_actions_review_id_fkey"
            columns: ["review_id"]
            isOneToOne: false
            referencedRelation: "reviews"
            referencedColumns: ["id"]
          },
        ]
      }
      review_advice: {
        Row: {
          advice: string | null
          asked_of: string
          asked_on: string
          audience: Database["public"]["Enums"]["audience"]
          due_on: string
          given_by_name: string | null
          id: string
          person_id: string
          received_on: string | null
          review_id: string
          version: number
        }
        Insert: {
          advice?: string | null
          asked_of: string
          asked_on?: string
          audience: Database["public"]["Enums"]["audience"]
          due_on: string
          given_by_name?: string | null
          id?: string
          person_id: string
          received_on?: string | null
          review_id: string
          version?: number
        }
        Update: {
          advice?: string | null
          asked_of?: string
          asked_on?: string
          audience?: Database["public"]["Enums"]["audience"]
          due_on?: string
          given_by_name?: string | null
          id?: string
          person_id?: string
          received_on?: string | null
          review_id?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "review_advice_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "review_advice_review_id_fkey"
            columns: ["review_id"]
            isOneToOne: false
            referencedRelation: "reviews"
            referencedColumns: ["id"]
          },
        ]
      }
      review_areas: {
        Row: {
          area: Database["public"]["Enums"]["pfa_area"]
          audience: Database["public"]["Enums"]["audience"] | null
          by_when: string | null
          decided: string | null
          discussed: string | null
          not_discussed_reason: string | null
          person_id: string
          review_id: string
          version: number
          who: string | null
          will_discuss_on: string | null
        }
        Insert: {
          area: Database["public"]["Enums"]["pfa_area"]
          audience?: Database["public"]["Enums"]["audience"] | null
          by_when?: string | null
          decided?: string | null
          discussed?: string | null
          not_discussed_reason?: string | null
          person_id: string
          review_id: string
          version?: number
          who?: string | null
          will_discuss_on?: string | null
        }
        Update: {
          area?: Database["public"]["Enums"]["pfa_area"]
          audience?: Database["public"]["Enums"]["audience"] | null
          by_when?: string | null
          decided?: string | null
          discussed?: string | null
          not_discussed_reason?: string | null
          person_id?: string
          review_id?: string
          version?: number
          who?: string | null
          will_discuss_on?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "review_areas_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "review_areas_review_id_fkey"
            columns: ["review_id"]
            isOneToOne: false
            referencedRelation: "reviews"
            referencedColumns: ["id"]
          },
        ]
      }
      review_guests: {
        Row: {
          audience: Database["public"]["Enums"]["audience"]
          came: string | null
          id: string
          invited_on: string
          name: string
          person_id: string
          review_id: string
        }
        Insert: {
          audience: Database["public"]["Enums"]["audience"]
          came?: string | null
          id?: string
          invited_on?: string
          name: string
          person_id: string
          review_id: string
        }
        Update: {
          audience?: Database["public"]["Enums"]["audience"]
          came?: string | null
          id?: string
          invited_on?: string
          name?: string
          person_id?: string
          review_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "review_guests_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "review_guests_review_id_fkey"
            columns: ["review_id"]
            isOneToOne: false
            referencedRelation: "reviews"
            referencedColumns: ["id"]
          },
        ]
      }
      reviews: {
        Row: {
          before_events: Json
          called_off_reason: string | null
          created_by: string | null
          decision: Database["public"]["Enums"]["review_decision"] | null
          decision_on: string | null
          final_on: string | null
          held_on: string | null
          id: string
          meeting_at: string | null
          meeting_on: string
          notice_on: string | null
          papers_circulated_on: string | null
          person_id: string
          pfa_needed: boolean
          place: string | null
          report_sent_on: string | null
          review_type: Database["public"]["Enums"]["review_type"]
          statutory: boolean
          transfer_safe_day: string | null
          updated_at: string
          updated_by: string | null
          version: number
        }
        Insert: {
          before_events?: Json
          called_off_reason?: string | null
          created_by?: string | null
          decision?: Database["public"]["Enums"]["review_decision"] | null
          decision_on?: string | null
          final_on?: string | null
          held_on?: string | null
          id?: string
          meeting_at?: string | null
          meeting_on: string
          notice_on?: string | null
          papers_circulated_on?: string | null
          person_id: string
          pfa_needed: boolean
          place?: string | null
          report_sent_on?: string | null
          review_type: Database["public"]["Enums"]["review_type"]
          statutory: boolean
          transfer_safe_day?: string | null
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Update: {
          before_events?: Json
          called_off_reason?: string | null
          created_by?: string | null
          decision?: Database["public"]["Enums"]["review_decision"] | null
          decision_on?: string | null
          final_on?: string | null
          held_on?: string | null
          id?: string
          meeting_at?: string | null
          meeting_on?: string
          notice_on?: string | null
          papers_circulated_on?: string | null
          person_id?: string
          pfa_needed?: boolean
          place?: string | null
          report_sent_on?: string | null
          review_type?: Database["public"]["Enums"]["review_type"]
          statutory?: boolean
          transfer_safe_day?: string | null
          updated_at?: string
          updated_by?: string | null
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "reviews_created_by_fkey"
            columns: ["created_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "reviews_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "reviews_updated_by_fkey"
            columns: ["updated_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      rights_texts: {
        Row: {
          locale: string
          points: string[]
          summary: string
          title: string
          topic_key: string
        }
        Insert: {
          locale: string
          points?: string[]
          summary: string
          title: string
          topic_key: string
        }
        Update: {
          locale?: string
          points?: string[]
          summary?: string
          title?: string
          topic_key?: string
        }
        Relationships: [
          {
            foreignKeyName: "rights_texts_topic_key_fkey"
            columns: ["topic_key"]
            isOneToOne: false
            referencedRelation: "rights_topics"
            referencedColumns: ["key"]
          },
        ]
      }
      rights_topics: {
        Row: {
          confidence: string
          key: string
          moment: string
          needs_gap: boolean
          position: number
          rule_id: string | null
          source: string
        }
        Insert: {
          confidence: string
          key: string
          moment: string
          needs_gap?: boolean
          position: number
          rule_id?: string | null
          source: string
        }
        Update: {
          confidence?: string
          key?: string
          moment?: string
          needs_gap?: boolean
          position?: number
          rule_id?: string | null
          source?: string
        }
        Relationships: []
      }
      support_decisions: {
        Row: {
          author_id: string
          decided_by: string
          decided_on: string
          decision: Database["public"]["Enums"]["gap_decision"]
          person_id: string
          recorded_by_name: string
          shared_with: Database["public"]["Enums"]["audience"][]
          support_id: string
          version: number
          what: string
          why: string
        }
        Insert: {
          author_id: string
          decided_by: string
          decided_on: string
          decision: Database["public"]["Enums"]["gap_decision"]
          person_id: string
          recorded_by_name: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          support_id: string
          version?: number
          what: string
          why: string
        }
        Update: {
          author_id?: string
          decided_by?: string
          decided_on?: string
          decision?: Database["public"]["Enums"]["gap_decision"]
          person_id?: string
          recorded_by_name?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          support_id?: string
          version?: number
          what?: string
          why?: string
        }
        Relationships: [
          {
            foreignKeyName: "support_decisions_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "support_decisions_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "support_decisions_support_id_fkey"
            columns: ["support_id"]
            isOneToOne: true
            referencedRelation: "supports"
            referencedColumns: ["id"]
          },
        ]
      }
      supports: {
        Row: {
          author_id: string
          ends_on: string | null
          follows_id: string | null
          funded_by: Database["public"]["Enums"]["funder"]
          id: string
          kind: Database["public"]["Enums"]["support_kind"]
          person_id: string
          provider: string | null
          shared_with: Database["public"]["Enums"]["audience"][]
          starts_on: string | null
          title: string
          updated_at: string
          updated_by_name: string
          version: number
        }
        Insert: {
          author_id: string
          ends_on?: string | null
          follows_id?: string | null
          funded_by: Database["public"]["Enums"]["funder"]
          id?: string
          kind: Database["public"]["Enums"]["support_kind"]
          person_id: string
          provider?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          starts_on?: string | null
          title: string
          updated_at?: string
          updated_by_name: string
          version?: number
        }
        Update: {
          author_id?: string
          ends_on?: string | null
          follows_id?: string | null
          funded_by?: Database["public"]["Enums"]["funder"]
          id?: string
          kind?: Database["public"]["Enums"]["support_kind"]
          person_id?: string
          provider?: string | null
          shared_with?: Database["public"]["Enums"]["audience"][]
          starts_on?: string | null
          title?: string
          updated_at?: string
          updated_by_name?: string
          version?: number
        }
        Relationships: [
          {
            foreignKeyName: "supports_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "supports_follows_id_fkey"
            columns: ["follows_id"]
            isOneToOne: false
            referencedRelation: "supports"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "supports_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
        ]
      }
      term_dates: {
        Row: {
          academic_year: number
          ends_on: string
          is_default: boolean
          starts_on: string
          term: string
        }
        Insert: {
          academic_year: number
          ends_on: string
          is_default?: boolean
          starts_on: string
          term: string
        }
        Update: {
          academic_year?: number
          ends_on?: string
          is_default?: boolean
          starts_on?: string
          term?: string
        }
        Relationships: []
      }
      timeline_items: {
        Row: {
          assignee_id: string | null
          audience: Database["public"]["Enums"]["audience"] | null
          before_start: boolean
          done_at: string | null
          done_by: string | null
          done_by_name: string | null
          due_on: string | null
          id: string
          item_key: string
          missing_fact: string | null
          not_needed_reason: string | null
          note: string | null
          note_at: string | null
          note_by: string | null
          occurrence: number
          person_id: string
          retired_at: string | null
          stage_key: string
          status: Database["public"]["Enums"]["item_status"]
          updated_at: string | null
          updated_by: string | null
          version: number
          waiting_on: string | null
        }
        Insert: {
          assignee_id?: string | null
          audience?: Database["public"]["Enums"]["audience"] | null
          before_start?: boolean
          done_at?: string | null
          done_by?: string | null
          done_by_name?: string | null
          due_on?: string | null
          id?: string
          item_key: string
          missing_fact?: string | null
          not_needed_reason?: string | null
          note?: string | null
          note_at?: string | null
          note_by?: string | null
          occurrence?: number
          person_id: string
          retired_at?: string | null
          stage_key: string
          status?: Database["public"]["Enums"]["item_status"]
          updated_at?: string | null
          updated_by?: string | null
          version?: number
          waiting_on?: string | null
        }
        Update: {
          assignee_id?: string | null
          audience?: Database["public"]["Enums"]["audience"] | null
          before_start?: boolean
          done_at?: string | null
          done_by?: string | null
          done_by_name?: string | null
          due_on?: string | null
          id?: string
          item_key?: string
          missing_fact?: string | null
          not_needed_reason?: string | null
          note?: string | null
          note_at?: string | null
          note_by?: string | null
          occurrence?: number
          person_id?: string
          retired_at?: string | null
          stage_key?: string
          status?: Database["public"]["Enums"]["item_status"]
          updated_at?: string | null
          updated_by?: string | null
          version?: number
          waiting_on?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "timeline_items_assignee_id_fkey"
            columns: ["assignee_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "timeline_items_done_by_fkey"
            columns: ["done_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "timeline_items_note_by_fkey"
            columns: ["note_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "timeline_items_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "timeline_items_updated_by_fkey"
            columns: ["updated_by"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
        ]
      }
      view_question_texts: {
        Row: {
          hint: string
          locale: string
          question_key: string
          starters: string[]
          title: string
        }
        Insert: {
          hint: string
          locale: string
          question_key: string
          starters?: string[]
          title: string
        }
        Update: {
          hint?: string
          locale?: string
          question_key?: string
          starters?: string[]
          title?: string
        }
        Relationships: [
          {
            foreignKeyName: "view_question_texts_question_key_fkey"
            columns: ["question_key"]
            isOneToOne: false
            referencedRelation: "view_questions"
            referencedColumns: ["key"]
          },
        ]
      }
      view_questions: {
        Row: {
          key: string
          pfa_area: Database["public"]["Enums"]["pfa_area"] | null
          position: number
          retired_at: string | null
          source: string
        }
        Insert: {
          key: string
          pfa_area?: Database["public"]["Enums"]["pfa_area"] | null
          position: number
          retired_at?: string | null
          source: string
        }
        Update: {
          key?: string
          pfa_area?: Database["public"]["Enums"]["pfa_area"] | null
          position?: number
          retired_at?: string | null
          source?: string
        }
        Relationships: []
      }
      view_replies: {
        Row: {
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at: string
          id: string
          outcome: string
          person_id: string
          shared_with: Database["public"]["Enums"]["audience"][]
          updated_at: string
          version: number
          view_id: string
          words: string
        }
        Insert: {
          author_id: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          created_at?: string
          id: string
          outcome: string
          person_id: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          view_id: string
          words: string
        }
        Update: {
          author_id?: string
          author_name?: string
          author_role?: Database["public"]["Enums"]["member_role"]
          created_at?: string
          id?: string
          outcome?: string
          person_id?: string
          shared_with?: Database["public"]["Enums"]["audience"][]
          updated_at?: string
          version?: number
          view_id?: string
          words?: string
        }
        Relationships: [
          {
            foreignKeyName: "view_replies_author_id_fkey"
            columns: ["author_id"]
            isOneToOne: false
            referencedRelation: "accounts"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "view_replies_person_id_fkey"
            columns: ["person_id"]
            isOneToOne: false
            referencedRelation: "people"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "view_replies_view_id_fkey"
            columns: ["view_id"]
            isOneToOne: false
            referencedRelation: "own_views"
            referencedColumns: ["id"]
          },
        ]
      }
    }
    Views: {
      [_ in never]: never
    }
    Functions: {
      accept_handover: {
        Args: { expected_version: number; handover: string }
        Returns: undefined
      }
      actions_about: {
        Args: { person: string }
        Returns: {
          audience: Database["public"]["Enums"]["audience"]
          done_at: string
          done_by_name: string
          due_on: string
          id: string
          may_record: boolean
          review_id: string
          words: string
        }[]
      }
      add_import_rows: {
        Args: { import: string; rows: Json }
        Returns: number
      }
      add_person: {
        Args: { person: Json }
        Returns: string
      }
      add_team: {
        Args: { organisation: string; person: string }
        Returns: string
      }
      answer_circle_request: {
        Args: { accept: boolean; answer?: string; decision_support?: string; expected_version: number; request: string }
        Returns: Json
      }
      answer_goal: {
        Args: { accept: boolean; expected_version: number; goal: string; reason?: string }
        Returns: Json
      }
      answer_handover_question: {
        Args: { answer: string; expected_version: number; question: string }
        Returns: undefined
      }
      answer_invitation: {
        Args: { accept: boolean; code: string }
        Returns: string
      }
      answer_question: {
        Args: { answer: string; expected_version: number; question: string }
        Returns: Database["public"]["Tables"]["questions"]["Row"]
      }
      api_call: {
        Args: { args?: Json; idempotency_key?: string; operation: string; token: string }
        Returns: Json
      }
      approve_api_token: {
        Args: { token: string }
        Returns: undefined
      }
      ask_about_handover: {
        Args: { handover: string; question: string }
        Returns: string
      }
      ask_for_circle_change: {
        Args: { person: string; request: Json }
        Returns: string
      }
      ask_question: {
        Args: { kind: string; person: string; question: string; shared_with?: Database["public"]["Enums"]["audience"][]; to_audience: Database["public"]["Enums"]["audience"]; words: string }
        Returns: Database["public"]["Tables"]["questions"]["Row"]
      }
      ask_review_advice: {
        Args: { asked_of: string; audience: Database["public"]["Enums"]["audience"]; expected_version: number; review: string }
        Returns: number
      }
      assign_contact: {
        Args: { member: string; people: string[] }
        Returns: Json
      }
      begin_import: {
        Args: { all_or_nothing: boolean; expected_version: number; import: string; update_people: boolean }
        Returns: number
      }
      breach_forecast: {
        Args: { months?: number }
        Returns: {
          family_name: string
          final_plan_by: string
          held_on: string
          hold_by: string
          known_as: string
          meeting_on: string
          moves: string
          officer: string
          person_id: string
          school: string
          state: string
        }[]
      }
      bring_back_circle_member: {
        Args: { member: string }
        Returns: undefined
      }
      bring_back_team: {
        Args: { involvement: string }
        Returns: undefined
      }
      call_off_move: {
        Args: { expected_version: number; move: string; reason: string }
        Returns: undefined
      }
      call_off_review: {
        Args: { expected_version: number; reason: string; review: string }
        Returns: number
      }
      care_overview: {
        Args: { person: string }
        Returns: Json
      }
      caseload: {
        Args: { after?: Json; filters?: Json; in_locale?: string; page_size?: number; sort?: string }
        Returns: {
          audience: Database["public"]["Enums"]["audience"]
          contact_id: string
          contact_is_away: boolean
          contact_name: string
          cover_name: string
          date_of_birth: string
          family_name: string
          flags: string[]
          known_as: string
          left_name: string
          locality: string
          nc_year: number
          need: number
          need_day: string
          organisation_id: string
          overdue: Json
          person_id: string
          place: Json
          plan_type: string
          reminders: Json
          review_by: string
          setting_name: string
          stage_key: string
          stage_title: string
          step_audience: Database["public"]["Enums"]["audience"]
          step_due_kind: Database["public"]["Enums"]["due_kind"]
          step_due_on: string
          step_title: string
          unknown_dates: number
        }[]
      }
      caseload_counts: {
        Args: { filters?: Json; in_locale?: string }
        Returns: Json
      }
      caseload_overview: {
        Args: { team?: string }
        Returns: Json
      }
      caseload_page: {
        Args: { filters?: Json; in_locale?: string; page_size?: number; sort?: string }
        Returns: Json
      }
      change_goal: {
        Args: { changes: Json; expected_version: number; goal: string }
        Returns: Json
      }
      change_move: {
        Args: { expected_version: number; move: string; patch: Json }
        Returns: number
      }
      changes_about: {
        Args: { in_locale?: string; person: string }
        Returns: {
          action: string
          actor_name: string
          actor_role: Database["public"]["Enums"]["member_role"]
          at: string
          changes: Json
          event_id: number
          is_new: boolean
          item_audience: Database["public"]["Enums"]["audience"]
          item_due_on: string
          item_id: string
          item_mine: boolean
          item_status: Database["public"]["Enums"]["item_status"]
          name: string
          subject: string
          subject_key: string
        }[]
      }
      check_import: {
        Args: { import: string }
        Returns: Json
      }
      check_pack: {
        Args: { agreed_how?: string; expected_version: number; message?: string; move: string; sections: Database["public"]["Enums"]["pack_section"][] }
        Returns: number
      }
      circle_page: {
        Args: { person: string }
        Returns: Json
      }
      close_emergency_access: {
        Args: { person: string }
        Returns: undefined
      }
      close_move: {
        Args: { expected_version: number; move: string }
        Returns: Database["public"]["Enums"]["move_state"]
      }
      confirm_emergency_notice: {
        Args: { emergency: string }
        Returns: undefined
      }
      confirm_item: {
        Args: { answer: string; expected_version: number; item: string; words?: string }
        Returns: Database["public"]["Tables"]["confirmations"]["Row"]
      }
      copy_of: {
        Args: { person: string }
        Returns: Json
      }
      create_api_token: {
        Args: { expires_on: string; id: string; name: string; organisation: string; scopes: Database["public"]["Enums"]["api_scope"][] }
        Returns: Json
      }
      create_goal: {
        Args: { goal: string; input: Json; person: string }
        Returns: Json
      }
      create_pathway_draft: {
        Args: { from_template: string; version: string }
        Returns: string
      }
      decide_gap: {
        Args: { facts: Json; support: string }
        Returns: undefined
      }
      decision_dates: {
        Args: { person: string }
        Returns: Json
      }
      decline_handover: {
        Args: { expected_version: number; handover: string; next_step: string; reason: string }
        Returns: undefined
      }
      delete_pathway_draft: {
        Args: { template: string }
        Returns: undefined
      }
      delete_private_note: {
        Args: { note: string }
        Returns: undefined
      }
      deletions_ahead: {
        Args: never
        Returns: {
          date_of_birth: string
          due_on: string
          family_name: string
          held_because: string
          held_by_name: string
          held_until: string
          is_anybody_told: boolean
          kept_rows: number
          known_as: string
          media: number
          notice_id: string
          told_on: string
          version: number
        }[]
      }
      discard_import: {
        Args: { import: string }
        Returns: undefined
      }
      end_capacity_decision: {
        Args: { decision: string; expected_version: number; reason: string }
        Returns: undefined
      }
      end_circle_member: {
        Args: { decision_support?: string; member: string; reason: string }
        Returns: undefined
      }
      end_papers: {
        Args: { person: string }
        Returns: number
      }
      end_team: {
        Args: { involvement: string; reason: string }
        Returns: undefined
      }
      enter: {
        Args: { display_name?: string; locale?: string }
        Returns: Database["public"]["Tables"]["accounts"]["Row"]
      }
      example_due: {
        Args: { date_of_birth: string; dates?: Json; rule: Json; year_group_offset?: number }
        Returns: Json
      }
      explain_item: {
        Args: { in_locale?: string; item_id: string }
        Returns: Json
      }
      export_caseload: {
        Args: { filters?: Json; in_locale?: string; sort?: string }
        Returns: Json
      }
      find_possible_duplicates: {
        Args: { date_of_birth: string; family_name: string; known_as: string }
        Returns: {
          may_see: boolean
          person_family_name: string
          person_id: string
          person_known_as: string
        }[]
      }
      forecast_page: {
        Args: { filters?: Json; months?: number; page?: number }
        Returns: Json
      }
      give_review_advice: {
        Args: { advice: string; expected_version: number; words: string }
        Returns: number
      }
      goals_about: {
        Args: { person: string }
        Returns: Json
      }
      hand_over_views: {
        Args: { choices: Json; person: string }
        Returns: number
      }
      handover_page: {
        Args: { handover: string }
        Returns: Json
      }
      history_actors: {
        Args: { person: string }
        Returns: {
          actor_id: string
          actor_name: string
          actor_role: Database["public"]["Enums"]["member_role"]
        }[]
      }
      hold_deletion: {
        Args: { expected_version: number; notice: string; reason: string; until: string }
        Returns: undefined
      }
      import_lines: {
        Args: { after_line?: number; import: string; outcome: string; page_size?: number }
        Returns: {
          cells: Json
          changes: Json
          line: number
          person_id: string
          problems: Json
        }[]
      }
      import_pathway_draft: {
        Args: { document: Json }
        Returns: string
      }
      invite_to_circle: {
        Args: { decision_support?: string; invitation: Json; person: string }
        Returns: Json
      }
      keep_caseload_view: {
        Args: { filters: Json; name: string; sort: string }
        Returns: string
      }
      keep_circle_member: {
        Args: { decision_support?: string; member: string }
        Returns: undefined
      }
      make_paper: {
        Args: { items: string[]; person: string; purpose: Database["public"]["Enums"]["paper_purpose"] }
        Returns: Json
      }
      mark_looked: {
        Args: { person: string; up_to: number }
        Returns: number
      }
      mark_step_not_needed: {
        Args: { people: string[]; reason: string; step: string }
        Returns: Json
      }
      mismatches: {
        Args: { in_locale?: string; person?: string }
        Returns: {
          answer: string
          audience: Database["public"]["Enums"]["audience"]
          done_at: string
          done_by_name: string
          item_id: string
          item_key: string
          known_as: string
          person_id: string
          said_at: string
          said_by: string
          said_role: Database["public"]["Enums"]["member_role"]
          title: string
          words: string
        }[]
      }
      move_page: {
        Args: { move: string }
        Returns: Json
      }
      my_access: {
        Args: never
        Returns: Json
      }
      my_colleagues: {
        Args: never
        Returns: {
          away_from: string
          away_until: string
          card_version: number
          cases: number
          cover_member_id: string
          display_name: string
          has_left: boolean
          is_me: boolean
          member_id: string
          organisation: string
          organisation_id: string
          role: Database["public"]["Enums"]["member_role"]
        }[]
      }
      my_contact_cards: {
        Args: never
        Returns: Json
      }
      my_family: {
        Args: { in_locale?: string }
        Returns: Json
      }
      my_handovers: {
        Args: never
        Returns: {
          answer_by: string
          direction: string
          family_name: string
          from_name: string
          id: string
          is_late: boolean
          kind: Database["public"]["Enums"]["move_kind"]
          known_as: string
          move_id: string
          moves_on: string
          open_questions: number
          person_id: string
          read_by_name: string
          sees_record: boolean
          sent_at: string
          specialty: string
          state: Database["public"]["Enums"]["handover_state"]
          to_name: string
        }[]
      }
      my_move_alerts: {
        Args: never
        Returns: {
          asked_on: string
          family_name: string
          from_name: string
          kind: Database["public"]["Enums"]["move_kind"]
          known_as: string
          move_id: string
          moves_on: string
          person_id: string
          reason: string
          since: string
          specialty: string
          step: number
          to_name: string
        }[]
      }
      my_people: {
        Args: { page?: number; page_size?: number; search?: string }
        Returns: {
          date_of_birth: string
          family_name: string
          known_as: string
          nc_year: number
          next_due_on: string
          open_items: number
          overdue_items: number
          person_id: string
          plan_type: string
          setting_now: string
          total: number
        }[]
      }
      my_views: {
        Args: { in_locale?: string; person: string }
        Returns: Json
      }
      named_contacts: {
        Args: { person: string }
        Returns: Json
      }
      next_review: {
        Args: { person: string }
        Returns: Json
      }
      open_emergency_access: {
        Args: { date_of_birth: string; family_name: string; known_as: string; reason: string }
        Returns: Json
      }
      open_paper: {
        Args: { code: string }
        Returns: Json
      }
      pack_choices: {
        Args: { move: string }
        Returns: Json
      }
      pass_on_work: {
        Args: { expected_version: number; member: string; plan: Json }
        Returns: Json
      }
      pathway_impact: {
        Args: { in_locale?: string; template: string }
        Returns: Json
      }
      pathway_versions: {
        Args: never
        Returns: {
          based_on: string
          effective_from: string
          id: string
          people: number
          people_move: string
          people_waiting: boolean
          published_at: string
          published_by: string
          revision: number
          stages: number
          status: Database["public"]["Enums"]["template_status"]
          steps: number
          template_key: string
          title: string
          updated_at: string
          updated_by: string
          version: string
        }[]
      }
      person_history: {
        Args: { from_on?: string; in_locale?: string; kind?: string; page?: number; page_size?: number; person: string; to_on?: string; who?: string }
        Returns: {
          action: string
          actor_id: string
          actor_name: string
          actor_role: Database["public"]["Enums"]["member_role"]
          actor_team: string
          at: string
          changes: Json
          in_emergency: boolean
          key: string
          kind_of_line: string
          reason: string
          section: string
          subject: string
          subject_key: string
          subject_title: string
          total: number
        }[]
      }
      person_moves: {
        Args: { person: string }
        Returns: {
          answer_by: string
          from_name: string
          id: string
          is_late: boolean
          kind: Database["public"]["Enums"]["move_kind"]
          moved_on: string
          moves_on: string
          next_check: Database["public"]["Enums"]["move_check_kind"]
          next_check_on: string
          plan_b: string
          read_by_name: string
          specialty: string
          state: Database["public"]["Enums"]["move_state"]
          to_name: string
          version: number
        }[]
      }
      person_summary: {
        Args: { person: string }
        Returns: Json
      }
      plan_import: {
        Args: { import: string }
        Returns: Database["public"]["Enums"]["import_state"]
      }
      plan_move: {
        Args: { facts: Json; person: string }
        Returns: string
      }
      plan_review: {
        Args: { expected_version: number; input: Json; person: string; review: string }
        Returns: number
      }
      preview_timeline: {
        Args: { changes: Json; in_locale?: string; person: string }
        Returns: {
          audience: Database["public"]["Enums"]["audience"]
          before_start: boolean
          difference: string
          due_kind: Database["public"]["Enums"]["due_kind"]
          due_on: string
          item_key: string
          kind: Database["public"]["Enums"]["item_kind"]
          missing_fact: string
          occurrence: number
          position: number
          stage_key: string
          stage_position: number
          stage_title: string
          status: Database["public"]["Enums"]["item_status"]
          title: string
          was_before_start: boolean
          was_due_on: string
          was_missing_fact: string
        }[]
      }
      profile_about: {
        Args: { person: string }
        Returns: Json
      }
      profile_media_content: {
        Args: { media: string }
        Returns: Json
      }
      publish_pathway: {
        Args: { people_move: string; reason: string; template: string }
        Returns: Json
      }
      put_profile_media: {
        Args: { content: string; kind: string; media: string; person: string; section: string; words: string }
        Returns: Database["public"]["Tables"]["profile_media"]["Row"]
      }
      questions_about: {
        Args: { person: string }
        Returns: {
          answer: string
          answer_due_on: string
          answered_at: string
          answered_by_name: string
          answered_by_role: Database["public"]["Enums"]["member_role"]
          asked_at: string
          author_name: string
          author_role: Database["public"]["Enums"]["member_role"]
          id: string
          kind: string
          late: boolean
          may_answer: boolean
          mine: boolean
          shared_with: Database["public"]["Enums"]["audience"][]
          standard_due_on: string
          state: string
          taken_at: string
          taken_by_me: boolean
          taken_by_name: string
          taken_by_role: Database["public"]["Enums"]["member_role"]
          to_audience: Database["public"]["Enums"]["audience"]
          version: number
          withdrawn_at: string
          words: string
        }[]
      }
      read_handover: {
        Args: { expected_version: number; handover: string }
        Returns: number
      }
      read_invitation: {
        Args: { code: string }
        Returns: Json
      }
      read_views: {
        Args: { in_locale?: string; person: string }
        Returns: Json
      }
      readers: {
        Args: { person: string }
        Returns: {
          audience: Database["public"]["Enums"]["audience"]
          names: string[]
        }[]
      }
      record_capacity_decision: {
        Args: { facts: Json; person: string }
        Returns: string
      }
      record_care_step: {
        Args: { expected_version: number; facts: Json; person: string; track: string }
        Returns: string
      }
      record_from_paper: {
        Args: { code: string; entries: Json; said_by: Database["public"]["Enums"]["audience"] }
        Returns: number
      }
      record_item: {
        Args: { expected_version: number; item_id: string; patch: Json }
        Returns: Database["public"]["Tables"]["timeline_items"]["Row"]
      }
      record_meeting: {
        Args: { met_on: string; move: string; note?: string; who: string }
        Returns: string
      }
      record_move_check: {
        Args: { facts: Json; kind: Database["public"]["Enums"]["move_check_kind"]; move: string }
        Returns: string
      }
      record_moved: {
        Args: { expected_version: number; move: string; on_date: string }
        Returns: number
      }
      record_place: {
        Args: { expected_version: number; facts: Json; person: string; place: string }
        Returns: string
      }
      record_review_dates: {
        Args: { on_date: string; people: string[] }
        Returns: Json
      }
      record_review_event: {
        Args: { decision?: Database["public"]["Enums"]["review_decision"]; event: Database["public"]["Enums"]["review_event"]; expected_version: number; on_date: string; review: string }
        Returns: number
      }
      record_support: {
        Args: { expected_version: number; facts: Json; person: string; support: string }
        Returns: string
      }
      remove_caseload_view: {
        Args: { view: string }
        Returns: undefined
      }
      remove_profile_media: {
        Args: { media: string }
        Returns: undefined
      }
      remove_review_action: {
        Args: { action: string; expected_version: number }
        Returns: number
      }
      reopen_gap: {
        Args: { expected_version: number; support: string }
        Returns: undefined
      }
      reply_to_view: {
        Args: { expected_version: number; outcome: string; reply: string; view: string; words: string }
        Returns: Database["public"]["Tables"]["view_replies"]["Row"]
      }
      report_goal: {
        Args: { goal: string; input: Json; report: string }
        Returns: Database["public"]["Tables"]["goal_reports"]["Row"]
      }
      resend_invitation: {
        Args: { member: string }
        Returns: Json
      }
      review_page: {
        Args: { review: string }
        Returns: Json
      }
      reviews_about: {
        Args: { person: string }
        Returns: Json
      }
      revoke_api_token: {
        Args: { token: string }
        Returns: undefined
      }
      rights_of: {
        Args: { in_locale?: string; person: string }
        Returns: {
          confidence: string
          is_near: boolean
          key: string
          moment: string
          on_date: string
          place: string
          points: string[]
          rule_id: string
          source: string
          summary: string
          title: string
        }[]
      }
      save_contact_card: {
        Args: { expected_version: number; member: string; patch: Json }
        Returns: Database["public"]["Tables"]["contact_cards"]["Row"]
      }
      save_family_views: {
        Args: { answers: Json; expected_version: number; person: string; shared_with: Database["public"]["Enums"]["audience"][]; views: string }
        Returns: Database["public"]["Tables"]["family_views"]["Row"]
      }
      save_pathway_draft: {
        Args: { document: Json; expected_revision: number; template: string }
        Returns: number
      }
      save_private_note: {
        Args: { expected_version: number; note: string; person: string; words: string }
        Returns: Database["public"]["Tables"]["private_notes"]["Row"]
      }
      save_profile: {
        Args: { content: Json; expected_version: number; person: string; shared_with: Database["public"]["Enums"]["audience"][] }
        Returns: Database["public"]["Tables"]["profiles"]["Row"]
      }
      save_reading_preferences: {
        Args: { preferences: Json }
        Returns: undefined
      }
      save_review_action: {
        Args: { action: string; expected_version: number; input: Json; review: string }
        Returns: number
      }
      save_review_area: {
        Args: { area: Database["public"]["Enums"]["pfa_area"]; expected_version: number; input: Json; review: string }
        Returns: number
      }
      save_review_guests: {
        Args: { expected_version: number; guests: Json; review: string }
        Returns: number
      }
      save_view: {
        Args: { expected_version: number; person: string; question_key: string; view: string; words: string }
        Returns: Database["public"]["Tables"]["own_views"]["Row"]
      }
      see_move_alert: {
        Args: { move: string; reason: string; step: number }
        Returns: undefined
      }
      see_reminder: {
        Args: { reminder: string }
        Returns: undefined
      }
      send_handover: {
        Args: { expected_version: number; move: string; to_organisation: string }
        Returns: string
      }
      send_once: {
        Args: { args: Json; key: string; what: string }
        Returns: Json
      }
      send_reminders: {
        Args: { people: string[]; to_audience: Database["public"]["Enums"]["audience"] }
        Returns: Json
      }
      september_list: {
        Args: { page?: number; page_size?: number; search?: string; standing?: string }
        Returns: Json
      }
      set_named_contact: {
        Args: { involvement: string; named_contact: string }
        Returns: undefined
      }
      set_retention_terms: {
        Args: { expected_version: number; keep_years: number; notice_days: number }
        Returns: undefined
      }
      set_review_months: {
        Args: { plan_type: string; review_months: number }
        Returns: undefined
      }
      start_import: {
        Args: { columns: Json; organisation: string; source: string }
        Returns: string
      }
      start_new_views: {
        Args: { person: string }
        Returns: number
      }
      steps_in_common: {
        Args: { in_locale?: string; people: string[] }
        Returns: {
          audience: Database["public"]["Enums"]["audience"]
          due_kind: Database["public"]["Enums"]["due_kind"]
          item_key: string
          may_record: number
          on_lists: number
          title: string
        }[]
      }
      support_gaps: {
        Args: { person?: string }
        Returns: {
          continues_by_law: boolean
          family_name: string
          funded_by: Database["public"]["Enums"]["funder"]
          gap_from: string
          gap_until: string
          is_assumed: boolean
          kind: Database["public"]["Enums"]["support_kind"]
          known_as: string
          last_day: string
          next_funded_by: Database["public"]["Enums"]["funder"]
          next_provider: string
          next_title: string
          person_id: string
          provider: string
          support_id: string
          title: string
        }[]
      }
      take_back_confirmation: {
        Args: { item: string }
        Returns: undefined
      }
      take_back_goal_report: {
        Args: { report: string }
        Returns: undefined
      }
      take_back_move_event: {
        Args: { expected_version: number; move: string }
        Returns: undefined
      }
      take_back_view: {
        Args: { expected_version: number; view: string }
        Returns: Database["public"]["Tables"]["own_views"]["Row"]
      }
      take_question: {
        Args: { answer_due_on?: string; expected_version: number; question: string }
        Returns: Database["public"]["Tables"]["questions"]["Row"]
      }
      tick_goal_step: {
        Args: { done: boolean; step: string }
        Returns: undefined
      }
      tick_review_action: {
        Args: { action: string; done: boolean }
        Returns: undefined
      }
      timeline: {
        Args: { in_locale?: string; person: string }
        Returns: {
          assignee_id: string
          audience: Database["public"]["Enums"]["audience"]
          before_start: boolean
          detail: string
          done_at: string
          done_by: string
          done_by_name: string
          done_on: string
          due_kind: Database["public"]["Enums"]["due_kind"]
          due_on: string
          id: string
          item_key: string
          kind: Database["public"]["Enums"]["item_kind"]
          marks_a_day: boolean
          may_record: boolean
          milestone_key: string
          mine: boolean
          missing_fact: string
          not_needed_reason: string
          note: string
          note_at: string
          note_by_name: string
          occurrence: number
          pfa_area: Database["public"]["Enums"]["pfa_area"]
          planning_day: string
          position: number
          rule_id: string
          source: string
          stage_key: string
          status: Database["public"]["Enums"]["item_status"]
          statutory: boolean
          title: string
          updated_at: string
          updated_by_name: string
          version: number
          waiting_on: string
        }[]
      }
      timeline_stages: {
        Args: { in_locale?: string; person: string }
        Returns: {
          code: string
          detail: string
          from_age: number
          from_nc_year: number
          from_on: string
          key: string
          position: number
          title: string
          to_age: number
          to_nc_year: number
          to_on: string
        }[]
      }
      undo_bulk_action: {
        Args: { action: string }
        Returns: Json
      }
      undo_import: {
        Args: { import: string }
        Returns: Json
      }
      undo_review_event: {
        Args: { expected_version: number; review: string }
        Returns: number
      }
      update_person: {
        Args: { expected_version: number; patch: Json; person: string }
        Returns: number
      }
      withdraw_circle_request: {
        Args: { request: string }
        Returns: undefined
      }
      withdraw_handover: {
        Args: { expected_version: number; move: string }
        Returns: undefined
      }
      withdraw_question: {
        Args: { expected_version: number; question: string }
        Returns: Database["public"]["Tables"]["questions"]["Row"]
      }
      write_import: {
        Args: { import: string }
        Returns: Database["public"]["Enums"]["import_state"]
      }
    }
    Enums: {
      api_scope: "people:read" | "people:write" | "handovers:read" | "handovers:write"
      audience: "young_person" | "family" | "school" | "post16_provider" | "la_send" | "childrens_social_care" | "adult_social_care" | "health" | "employment"
      care_track_kind: "child_needs" | "child_carer" | "young_carer" | "continuing_care"
      due_kind: "statutory" | "guidance" | "planning"
      funder: "childrens_social_care" | "adult_social_care" | "education" | "childrens_health" | "adult_health" | "benefits" | "family" | "charity"
      gap_decision: "not_needed" | "continues" | "other_help" | "wait_agreed"
      going: "well" | "mixed" | "not_well"
      handover_state: "sent" | "read" | "accepted" | "declined" | "withdrawn"
      identifier_kind: "upn" | "uln" | "nhs_number" | "own_id"
      import_state: "receiving" | "checked" | "writing" | "planning" | "done" | "undone"
      item_kind: "item" | "milestone"
      item_status: "not_started" | "in_progress" | "waiting" | "done" | "not_applicable"
      member_role: "young_person" | "parent_carer" | "nominated_supporter" | "representative" | "advocate" | "senco" | "head_teacher" | "careers_leader" | "designated_teacher" | "early_years_lead" | "post16_learning_support" | "post16_tutor" | "ehc_caseworker" | "send_manager" | "transport_officer" | "educational_psychologist" | "virtual_school" | "childrens_social_worker" | "dsco" | "independent_reviewing_officer" | "leaving_care_personal_adviser" | "transition_social_worker" | "adult_social_worker" | "health_named_worker" | "gp_practice" | "paediatrician" | "therapist" | "dco_dmo" | "icb_chc_lead" | "job_coach" | "supported_employment_adviser" | "employer" | "jobcentre_adviser" | "system_admin" | "area_admin" | "auditor" | "computer_system"
      move_check_kind: "first_weeks" | "six_weeks" | "six_months"
      move_kind: "education" | "social_care" | "health" | "employment"
      move_side: "family" | "from" | "to"
      move_state: "planned" | "checked" | "sent" | "read" | "accepted" | "declined" | "closed" | "called_off"
      pack_section: "profile" | "what_works" | "needs" | "plan" | "goals" | "contacts" | "health" | "open_actions"
      paper_purpose: "plan" | "checklist"
      pfa_area: "employment" | "independent_living" | "community_inclusion" | "health" | "education" | "cross_cutting"
      place_status: "thinking" | "applied" | "conditional" | "offered" | "confirmed" | "refused" | "turned_down"
      placement_position: "now" | "next"
      plan_status: "draft" | "final" | "under_amendment" | "cease_proposed" | "cease_decided_appeal_open" | "ceased" | "transferred_out"
      review_decision: "maintain" | "amend" | "cease"
      review_event: "papers_circulated" | "meeting_held" | "report_sent" | "decision_notified" | "amendment_notice_sent" | "final_issued"
      review_status: "due" | "scheduled" | "advice_requested" | "papers_circulated" | "meeting_held" | "report_sent" | "decision_notified" | "amendment_notice_sent" | "final_issued" | "closed"
      review_type: "annual" | "first" | "phase_transfer" | "early" | "under_five" | "post_transfer_in" | "reassessment"
      setting_type: "early_years" | "mainstream_school" | "resourced_provision" | "special_school" | "independent_special_school" | "alternative_provision" | "general_fe_college" | "specialist_post16" | "training_provider" | "eotas" | "elective_home_education" | "none"
      support_kind: "short_breaks" | "personal_care" | "direct_payment" | "day_activities" | "therapy" | "nursing" | "equipment" | "travel" | "learning" | "key_worker" | "housing" | "other"
      template_status: "draft" | "published" | "retired"
      transfer_type: "early_years_to_school" | "infant_to_junior" | "primary_to_middle" | "primary_to_secondary" | "middle_to_secondary" | "secondary_to_post16" | "post16_to_post16"
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type Public = Database["public"]

export type Tables<Name extends keyof (Public["Tables"] & Public["Views"])> = (Public["Tables"] & Public["Views"])[Name] extends { Row: infer Row } ? Row : never

export type TablesInsert<Name extends keyof Public["Tables"]> = Public["Tables"][Name] extends { Insert: infer Insert } ? Insert : never

export type TablesUpdate<Name extends keyof Public["Tables"]> = Public["Tables"][Name] extends { Update: infer Update } ? Update : never

export type Enums<Name extends keyof Public["Enums"]> = Public["Enums"][Name]

export const Constants = {
  public: {
    Enums: {
      api_scope: ["people:read", "people:write", "handovers:read", "handovers:write"],
      audience: ["young_person", "family", "school", "post16_provider", "la_send", "childrens_social_care", "adult_social_care", "health", "employment"],
      care_track_kind: ["child_needs", "child_carer", "young_carer", "continuing_care"],
      due_kind: ["statutory", "guidance", "planning"],
      funder: ["childrens_social_care", "adult_social_care", "education", "childrens_health", "adult_health", "benefits", "family", "charity"],
      gap_decision: ["not_needed", "continues", "other_help", "wait_agreed"],
      going: ["well", "mixed", "not_well"],
      handover_state: ["sent", "read", "accepted", "declined", "withdrawn"],
      identifier_kind: ["upn", "uln", "nhs_number", "own_id"],
      import_state: ["receiving", "checked", "writing", "planning", "done", "undone"],
      item_kind: ["item", "milestone"],
      item_status: ["not_started", "in_progress", "waiting", "done", "not_applicable"],
      member_role: ["young_person", "parent_carer", "nominated_supporter", "representative", "advocate", "senco", "head_teacher", "careers_leader", "designated_teacher", "early_years_lead", "post16_learning_support", "post16_tutor", "ehc_caseworker", "send_manager", "transport_officer", "educational_psychologist", "virtual_school", "childrens_social_worker", "dsco", "independent_reviewing_officer", "leaving_care_personal_adviser", "transition_social_worker", "adult_social_worker", "health_named_worker", "gp_practice", "paediatrician", "therapist", "dco_dmo", "icb_chc_lead", "job_coach", "supported_employment_adviser", "employer", "jobcentre_adviser", "system_admin", "area_admin", "auditor", "computer_system"],
      move_check_kind: ["first_weeks", "six_weeks", "six_months"],
      move_kind: ["education", "social_care", "health", "employment"],
      move_side: ["family", "from", "to"],
      move_state: ["planned", "checked", "sent", "read", "accepted", "declined", "closed", "called_off"],
      pack_section: ["profile", "what_works", "needs", "plan", "goals", "contacts", "health", "open_actions"],
      paper_purpose: ["plan", "checklist"],
      pfa_area: ["employment", "independent_living", "community_inclusion", "health", "education", "cross_cutting"],
      place_status: ["thinking", "applied", "conditional", "offered", "confirmed", "refused", "turned_down"],
      placement_position: ["now", "next"],
      plan_status: ["draft", "final", "under_amendment", "cease_proposed", "cease_decided_appeal_open", "ceased", "transferred_out"],
      review_decision: ["maintain", "amend", "cease"],
      review_event: ["papers_circulated", "meeting_held", "report_sent", "decision_notified", "amendment_notice_sent", "final_issued"],
      review_status: ["due", "scheduled", "advice_requested", "papers_circulated", "meeting_held", "report_sent", "decision_notified", "amendment_notice_sent", "final_issued", "closed"],
      review_type: ["annual", "first", "phase_transfer", "early", "under_five", "post_transfer_in", "reassessment"],
      setting_type: ["early_years", "mainstream_school", "resourced_provision", "special_school", "independent_special_school", "alternative_provision", "general_fe_college", "specialist_post16", "training_provider", "eotas", "elective_home_education", "none"],
      support_kind: ["short_breaks", "personal_care", "direct_payment", "day_activities", "therapy", "nursing", "equipment", "travel", "learning", "key_worker", "housing", "other"],
      template_status: ["draft", "published", "retired"],
      transfer_type: ["early_years_to_school", "infant_to_junior", "primary_to_middle", "primary_to_secondary", "middle_to_secondary", "secondary_to_post16", "post16_to_post16"],
    },
  },
} as const
