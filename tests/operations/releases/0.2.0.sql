--
-- PostgreSQL database dump
--


-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: new_id(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.new_id() RETURNS uuid
    LANGUAGE sql
    AS $$
        SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
            FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
    $$;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
    END $$;


--
-- Name: refuse_change_of_issued_lines(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change_of_issued_lines() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (SELECT FROM invoices WHERE status <> 'draft'
                   AND id = CASE WHEN TG_OP = 'INSERT' THEN NEW.invoice_id ELSE OLD.invoice_id END) THEN
            RAISE EXCEPTION 'the lines of an issued invoice are frozen: % is refused', TG_OP USING ERRCODE = '42501';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;


--
-- Name: refuse_unbalanced_entries(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_unbalanced_entries() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (SELECT FROM written GROUP BY transaction_id, currency HAVING sum(amount) <> 0) THEN
            RAISE EXCEPTION 'ledger entries must balance within one statement' USING ERRCODE = '23514',
                CONSTRAINT = 'ledger_transactions_balance';
        END IF;
        RETURN NULL;
    END $$;


--
-- Name: touch_row(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.touch_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.updated_at := clock_timestamp();
        NEW.version := OLD.version + 1;
        RETURN NEW;
    END $$;


--
-- Name: touch_work(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.touch_work() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        NEW.updated_at := clock_timestamp();
        RETURN NEW;
    END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: action_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.action_tokens (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    digest bytea NOT NULL,
    email character varying(254) NOT NULL,
    user_id uuid,
    payer_id uuid,
    receiver_id uuid,
    role character varying(10) DEFAULT NULL::character varying,
    expires_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    used_at timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT action_tokens_have_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['verify_email'::character varying, 'reset_password'::character varying, 'invite_payer'::character varying, 'invite_member'::character varying])::text[]))),
    CONSTRAINT action_tokens_have_a_known_role CHECK (((role IS NULL) OR ((role)::text = ANY ((ARRAY['owner'::character varying, 'manager'::character varying, 'viewer'::character varying])::text[])))),
    CONSTRAINT action_tokens_know_what_they_are_about CHECK (
CASE kind
    WHEN 'invite_payer'::text THEN (payer_id IS NOT NULL)
    WHEN 'invite_member'::text THEN ((receiver_id IS NOT NULL) AND (role IS NOT NULL))
    ELSE (user_id IS NOT NULL)
END)
);


--
-- Name: allocations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.allocations (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    refund_id uuid,
    currency character varying(3) NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    status character varying(10) NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT allocations_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['reserved'::character varying, 'settled'::character varying, 'released'::character varying])::text[]))),
    CONSTRAINT allocations_take_off_only_what_settled CHECK (((amount > 0) OR ((amount < 0) AND ((status)::text = 'settled'::text))))
);


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    receiver_id uuid,
    name character varying(200) NOT NULL,
    prefix character varying(16) NOT NULL,
    digest bytea NOT NULL,
    scopes character varying(40)[] DEFAULT '{}'::character varying[] NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT api_keys_have_scopes CHECK ((cardinality(scopes) > 0))
);


--
-- Name: attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempts (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    gateway_account_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    refund_id uuid,
    kind character varying(8) NOT NULL,
    payment_token bytea,
    sends integer DEFAULT 0 NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    lease_token uuid,
    error text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT attempts_have_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['charge'::character varying, 'refund'::character varying])::text[]))),
    CONSTRAINT attempts_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'done'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT attempts_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL))),
    CONSTRAINT attempts_know_their_refund CHECK ((((kind)::text = 'refund'::text) = (refund_id IS NOT NULL)))
);


--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    user_id uuid,
    caller character varying(64) NOT NULL,
    api_key_id uuid,
    receiver_id uuid,
    as_admin boolean DEFAULT false NOT NULL,
    reason text,
    request_id character varying(128) DEFAULT NULL::character varying,
    address character varying(45) DEFAULT NULL::character varying,
    action character varying(60) NOT NULL,
    object_kind character varying(24) NOT NULL,
    object_id uuid,
    before jsonb,
    after jsonb,
    "position" bigint,
    previous_hash bytea,
    hash bytea,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT audit_log_is_sealed_as_a_whole CHECK (((("position" IS NULL) = (hash IS NULL)) AND (("position" IS NULL) = (previous_hash IS NULL))))
);


--
-- Name: callbacks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.callbacks (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    gateway_account_id uuid NOT NULL,
    gateway_event_id character varying(255) NOT NULL,
    kind character varying(64) NOT NULL,
    fact bytea NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    lease_token uuid,
    error text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT callbacks_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'done'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT callbacks_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
);


--
-- Name: discrepancies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.discrepancies (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    gateway_account_id uuid NOT NULL,
    run_id uuid NOT NULL,
    payment_id uuid,
    gateway_payment_id character varying(255) DEFAULT NULL::character varying,
    kind character varying(16) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_here bigint,
    amount_there bigint,
    status_here character varying(20) DEFAULT NULL::character varying,
    status_there character varying(20) DEFAULT NULL::character varying,
    status character varying(10) DEFAULT 'open'::character varying NOT NULL,
    resolution text,
    resolved_by uuid,
    resolved_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT discrepancies_have_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['missing_here'::character varying, 'missing_there'::character varying, 'amount_differs'::character varying, 'state_differs'::character varying])::text[]))),
    CONSTRAINT discrepancies_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'resolved'::character varying])::text[]))),
    CONSTRAINT discrepancies_say_how_they_were_resolved CHECK ((((status)::text = 'resolved'::text) = ((resolution IS NOT NULL) AND (resolved_at IS NOT NULL))))
);


--
-- Name: events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    type character varying(40) NOT NULL,
    object_kind character varying(24) NOT NULL,
    object_id uuid NOT NULL,
    sequence integer DEFAULT 0 NOT NULL,
    body bytea NOT NULL,
    "position" bigint,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: gateway_accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.gateway_accounts (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    gateway character varying(20) NOT NULL,
    account character varying(255) NOT NULL,
    credentials bytea NOT NULL,
    status character varying(10) DEFAULT 'active'::character varying NOT NULL,
    reconciled_until timestamp with time zone,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT gateway_accounts_have_a_known_gateway CHECK (((gateway)::text = 'simulator'::text)),
    CONSTRAINT gateway_accounts_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying])::text[])))
);


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    id uuid NOT NULL,
    caller character varying(64) NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status_code integer DEFAULT 0 NOT NULL,
    answer bytea NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: invoice_lines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invoice_lines (
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    description character varying(500) NOT NULL,
    quantity numeric(20,6) DEFAULT 0 NOT NULL,
    unit_price numeric(20,8) DEFAULT 0 NOT NULL,
    discount jsonb,
    taxes jsonb DEFAULT '[]'::jsonb NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    tax_amount bigint DEFAULT 0 NOT NULL,
    CONSTRAINT invoice_lines_have_amounts CHECK ((((amount >= 0) AND (amount <= '9007199254740991'::bigint)) AND ((tax_amount >= 0) AND (tax_amount <= '9007199254740991'::bigint))))
);


--
-- Name: invoices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invoices (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    payer_id uuid NOT NULL,
    status character varying(14) DEFAULT 'draft'::character varying NOT NULL,
    number character varying(64) DEFAULT NULL::character varying,
    reference character varying(25) DEFAULT NULL::character varying,
    currency character varying(3) NOT NULL,
    prices_include_tax boolean DEFAULT false NOT NULL,
    discount jsonb,
    memo text,
    subtotal bigint DEFAULT 0 NOT NULL,
    discount_total bigint DEFAULT 0 NOT NULL,
    tax_total bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    taxes jsonb DEFAULT '[]'::jsonb NOT NULL,
    amount_paid bigint DEFAULT 0 NOT NULL,
    amount_reserved bigint DEFAULT 0 NOT NULL,
    amount_credited bigint DEFAULT 0 NOT NULL,
    amount_written_off bigint DEFAULT 0 NOT NULL,
    amount_overpaid bigint DEFAULT 0 NOT NULL,
    payment_terms_days integer,
    due_on date,
    issued_on date,
    time_zone character varying(64) DEFAULT NULL::character varying,
    overdue boolean DEFAULT false NOT NULL,
    disputed boolean DEFAULT false NOT NULL,
    receiver_snapshot jsonb,
    payer_snapshot jsonb,
    pay_token bytea,
    pay_token_digest bytea,
    finalized_at timestamp with time zone,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    settlement character varying(14) GENERATED ALWAYS AS (
CASE
    WHEN ((status)::text = ANY ((ARRAY['draft'::character varying, 'void'::character varying])::text[])) THEN 'unpaid'::text
    WHEN ((amount_paid = 0) AND (total > amount_credited)) THEN 'unpaid'::text
    WHEN (amount_paid < ((total - amount_credited) -
    CASE
        WHEN ((status)::text = 'uncollectible'::text) THEN (0)::bigint
        ELSE amount_written_off
    END)) THEN 'partially_paid'::text
    WHEN (amount_overpaid > 0) THEN 'overpaid'::text
    ELSE 'paid'::text
END) STORED NOT NULL,
    CONSTRAINT invoices_add_up CHECK ((total = ((subtotal - discount_total) + tax_total))),
    CONSTRAINT invoices_are_complete_once_issued CHECK ((((status)::text = 'draft'::text) OR ((number IS NOT NULL) AND (issued_on IS NOT NULL) AND (due_on IS NOT NULL) AND (reference IS NOT NULL) AND (time_zone IS NOT NULL) AND (receiver_snapshot IS NOT NULL) AND (payer_snapshot IS NOT NULL) AND (pay_token_digest IS NOT NULL)))),
    CONSTRAINT invoices_are_not_overpaid CHECK (((amount_paid >= 0) AND (amount_credited >= 0) AND (amount_written_off >= 0) AND (amount_overpaid >= 0) AND (((amount_paid + amount_credited) + amount_written_off) <= total))),
    CONSTRAINT invoices_have_a_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT invoices_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'open'::character varying, 'void'::character varying, 'uncollectible'::character varying])::text[]))),
    CONSTRAINT invoices_have_amounts CHECK ((((subtotal >= 0) AND (subtotal <= '9007199254740991'::bigint)) AND ((discount_total >= 0) AND (discount_total <= '9007199254740991'::bigint)) AND ((tax_total >= 0) AND (tax_total <= '9007199254740991'::bigint)) AND ((total >= 0) AND (total <= '9007199254740991'::bigint)))),
    CONSTRAINT invoices_reserve_no_more_than_remains CHECK (((amount_reserved >= 0) AND (amount_reserved <= (((total - amount_credited) - amount_written_off) - amount_paid)))),
    CONSTRAINT invoices_take_money_only_once_issued CHECK ((((status)::text = ANY ((ARRAY['open'::character varying, 'uncollectible'::character varying])::text[])) OR ((amount_paid = 0) AND (amount_reserved = 0) AND (amount_written_off = 0))))
);


--
-- Name: ledger_accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_accounts (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    kind character varying(20) NOT NULL,
    currency character varying(3) NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT ledger_accounts_have_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['receivables'::character varying, 'cash'::character varying, 'bank'::character varying, 'gateway_clearing'::character varying, 'payer_credit'::character varying, 'revenue'::character varying, 'tax_payable'::character varying, 'bad_debt'::character varying, 'suspense'::character varying])::text[])))
);


--
-- Name: ledger_entries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_entries (
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    account_id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    payer_id uuid,
    invoice_id uuid,
    currency character varying(3) NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT ledger_entries_move_something CHECK ((amount <> 0))
);


--
-- Name: ledger_transactions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_transactions (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    source_id uuid NOT NULL,
    effective_on date DEFAULT CURRENT_DATE NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: mails; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mails (
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    body bytea,
    status character varying(10) DEFAULT 'pending'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    lease_token uuid,
    error text,
    sent_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT mails_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'done'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT mails_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
);


--
-- Name: migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migration (
    id integer NOT NULL,
    name character varying(200) DEFAULT ''::character varying NOT NULL,
    app_name character varying(200) DEFAULT ''::character varying NOT NULL,
    ran_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: migration_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: migration_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.migration_id_seq OWNED BY public.migration.id;


--
-- Name: number_series; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.number_series (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    period character varying(7) NOT NULL,
    next_sequence bigint DEFAULT 1 NOT NULL,
    last_issued_on date,
    CONSTRAINT number_series_count_from_one CHECK ((next_sequence >= 1)),
    CONSTRAINT number_series_have_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['invoice'::character varying, 'credit_note'::character varying])::text[])))
);


--
-- Name: payers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payers (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    user_id uuid,
    name character varying(200) NOT NULL,
    email character varying(254) DEFAULT NULL::character varying,
    address jsonb DEFAULT '{}'::jsonb NOT NULL,
    tax_id character varying(40) DEFAULT NULL::character varying,
    country character varying(2) DEFAULT NULL::character varying,
    status character varying(10) DEFAULT 'active'::character varying NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT payers_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying])::text[]))),
    CONSTRAINT payers_have_a_name CHECK ((length((name)::text) > 0))
);


--
-- Name: payments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.payments (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    payer_id uuid NOT NULL,
    invoice_id uuid,
    method character varying(14) NOT NULL,
    status character varying(15) NOT NULL,
    currency character varying(3) NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    amount_allocated bigint DEFAULT 0 NOT NULL,
    amount_unapplied bigint DEFAULT 0 NOT NULL,
    amount_refunded bigint DEFAULT 0 NOT NULL,
    amount_refund_reserved bigint DEFAULT 0 NOT NULL,
    amount_reversed bigint DEFAULT 0 NOT NULL,
    effective_on date,
    reference character varying(140) DEFAULT NULL::character varying,
    note text,
    gateway_account_id uuid,
    gateway_payment_id character varying(255) DEFAULT NULL::character varying,
    next_action jsonb,
    failure_code character varying(64) DEFAULT NULL::character varying,
    failure_message text,
    review jsonb,
    created_by uuid,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT payments_account_for_their_money CHECK (((((amount_allocated + amount_unapplied) + amount_refunded) + amount_reversed) =
CASE
    WHEN ((status)::text = ANY ((ARRAY['succeeded'::character varying, 'reversed'::character varying])::text[])) THEN amount
    ELSE (0)::bigint
END)),
    CONSTRAINT payments_are_not_refunded_beyond_their_amount CHECK ((((amount_refunded + amount_refund_reserved) + amount_reversed) <= amount)),
    CONSTRAINT payments_are_positive CHECK (((amount >= 1) AND (amount <= '9007199254740991'::bigint))),
    CONSTRAINT payments_have_a_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT payments_have_a_known_method CHECK (((method)::text = ANY ((ARRAY['cash'::character varying, 'bank_transfer'::character varying, 'cheque'::character varying, 'other'::character varying, 'card'::character varying, 'bank_debit'::character varying, 'wallet'::character varying])::text[]))),
    CONSTRAINT payments_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['created'::character varying, 'requires_action'::character varying, 'reported'::character varying, 'pending'::character varying, 'unknown'::character varying, 'needs_review'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'canceled'::character varying, 'rejected'::character varying, 'reversed'::character varying])::text[]))),
    CONSTRAINT payments_have_no_negative_parts CHECK (((amount_allocated >= 0) AND (amount_unapplied >= 0) AND (amount_refunded >= 0) AND (amount_refund_reserved >= 0) AND (amount_reversed >= 0))),
    CONSTRAINT payments_online_have_a_gateway_account CHECK ((((method)::text = ANY ((ARRAY['card'::character varying, 'bank_debit'::character varying, 'wallet'::character varying])::text[])) = (gateway_account_id IS NOT NULL)))
);


--
-- Name: receiver_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receiver_members (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role character varying(10) NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT receiver_members_have_a_known_role CHECK (((role)::text = ANY ((ARRAY['owner'::character varying, 'manager'::character varying, 'viewer'::character varying])::text[])))
);


--
-- Name: receivers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receivers (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) DEFAULT NULL::character varying,
    address jsonb DEFAULT '{}'::jsonb NOT NULL,
    tax_id character varying(40) DEFAULT NULL::character varying,
    country character varying(2) DEFAULT NULL::character varying,
    currency character varying(3) NOT NULL,
    time_zone character varying(64) DEFAULT 'UTC'::character varying NOT NULL,
    bank_account character varying(64) DEFAULT NULL::character varying,
    invoice_prefix character varying(12) DEFAULT 'INV'::character varying NOT NULL,
    number_pattern character varying(40) DEFAULT '{PREFIX}-{YYYY}-{SEQ:5}'::character varying NOT NULL,
    payment_terms_days integer DEFAULT 30 NOT NULL,
    status character varying(10) DEFAULT 'active'::character varying NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT receivers_have_a_currency CHECK (((currency)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT receivers_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'archived'::character varying])::text[]))),
    CONSTRAINT receivers_have_a_name CHECK ((length((name)::text) > 0)),
    CONSTRAINT receivers_have_sane_terms CHECK (((payment_terms_days >= 0) AND (payment_terms_days <= 365)))
);


--
-- Name: reconciliation_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reconciliation_runs (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    gateway_account_id uuid NOT NULL,
    since timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    until timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying NOT NULL,
    payments_there integer DEFAULT 0 NOT NULL,
    payments_here integer DEFAULT 0 NOT NULL,
    discrepancies_found integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    lease_token uuid,
    error text,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT reconciliation_runs_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'completed'::character varying, 'failed'::character varying])::text[]))),
    CONSTRAINT reconciliation_runs_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL))),
    CONSTRAINT reconciliation_runs_look_forward CHECK ((since < until))
);


--
-- Name: refresh_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_tokens (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    digest bytea NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: refunds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refunds (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    payer_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    status character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    amount bigint DEFAULT 0 NOT NULL,
    reason text,
    effective_on date,
    gateway_account_id uuid,
    gateway_refund_id character varying(255) DEFAULT NULL::character varying,
    failure_code character varying(64) DEFAULT NULL::character varying,
    failure_message text,
    created_by uuid,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT refunds_are_positive CHECK (((amount >= 1) AND (amount <= '9007199254740991'::bigint))),
    CONSTRAINT refunds_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['requested'::character varying, 'processing'::character varying, 'unknown'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'canceled'::character varying])::text[])))
);


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    expires_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    ended_at timestamp with time zone,
    ended_because character varying(40) DEFAULT NULL::character varying,
    address character varying(45) DEFAULT NULL::character varying,
    user_agent character varying(200) DEFAULT NULL::character varying,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT sessions_say_why_they_ended CHECK (((ended_at IS NULL) = (ended_because IS NULL)))
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    password_hash character varying(255) NOT NULL,
    name character varying(200) NOT NULL,
    role character varying(10) DEFAULT 'member'::character varying NOT NULL,
    status character varying(12) DEFAULT 'active'::character varying NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    email_verified_at timestamp with time zone,
    CONSTRAINT users_have_a_known_role CHECK (((role)::text = ANY ((ARRAY['member'::character varying, 'admin'::character varying])::text[]))),
    CONSTRAINT users_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'deactivated'::character varying])::text[]))),
    CONSTRAINT users_have_an_email CHECK ((POSITION(('@'::text) IN (email)) > 1))
);


--
-- Name: webhook_attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts (
    id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    duration_ms integer DEFAULT 0 NOT NULL,
    response_status integer,
    error character varying(40) DEFAULT NULL::character varying,
    detail text,
    response_excerpt bytea,
    counted boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: webhook_deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    event_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
);


--
-- Name: webhook_endpoints; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_endpoints (
    id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    url character varying(2048) NOT NULL,
    description character varying(200) DEFAULT NULL::character varying,
    event_types character varying(40)[] DEFAULT '{}'::character varying[] NOT NULL,
    status character varying(10) DEFAULT 'enabled'::character varying NOT NULL,
    disabled_reason character varying(64) DEFAULT NULL::character varying,
    max_in_flight integer DEFAULT 10 NOT NULL,
    paused_until timestamp with time zone,
    failing_since timestamp with time zone,
    failures_in_a_row integer DEFAULT 0 NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT webhook_endpoints_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['enabled'::character varying, 'paused'::character varying, 'disabled'::character varying])::text[]))),
    CONSTRAINT webhook_endpoints_have_a_limit CHECK (((max_in_flight >= 1) AND (max_in_flight <= 100)))
);


--
-- Name: webhook_secrets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_secrets (
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    secret bytea NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: migration id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration ALTER COLUMN id SET DEFAULT nextval('public.migration_id_seq'::regclass);


--
-- Data for Name: action_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.action_tokens VALUES ('01a219ea-1e97-7bbd-9bf0-53a4e981b9a5', 'verify_email', '\xbfff73ab9b8eedb1a70b2a6a6437c9e0356adddfd512a580b74836a8245c2174', 'ada.1662c0866dba@example.com', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, NULL, NULL, '2026-11-28 22:11:43.381896+00', NULL, NULL, '2026-11-26 22:11:43.364845+00');
INSERT INTO public.action_tokens VALUES ('01a219ea-dba8-7324-b999-e706e603850d', 'verify_email', '\x7abf65f96f98dd77a974c81c9a461c31b5265786e6bb93048e83dd7e571f96c7', 'ada.5c87602b4b93@example.com', '01a219ea-dba4-724c-a031-779df2c422ef', NULL, NULL, NULL, '2026-11-28 22:12:31.783283+00', NULL, NULL, '2026-11-26 22:12:31.776115+00');


--
-- Data for Name: allocations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.allocations VALUES ('01a219ea-1f69-75c6-a0ad-1be651877d7c', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f68-710e-925c-033e2560316f', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', NULL, 'EUR', 23800, 'settled', '2026-11-26 22:11:43.58782+00');
INSERT INTO public.allocations VALUES ('01a219ea-203a-7225-9df4-5d151be4a9a1', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-2039-77c5-8989-efaf6e85d991', '01a219ea-201c-78f9-a372-587a34dfb9b7', NULL, 'EUR', 11898, 'settled', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.allocations VALUES ('01a219ea-205e-7329-b5c9-aee57526d6ef', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-205d-7a6c-bbe3-7adf1c73c441', '01a219ea-2049-7918-a2e3-b96bdcfbd408', NULL, 'EUR', 14280, 'released', '2026-11-26 22:11:43.835978+00');
INSERT INTO public.allocations VALUES ('01a219ea-2125-73f0-b228-ed2e01b98dc3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f68-710e-925c-033e2560316f', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', '01a219ea-20e2-74ef-b165-d775c52c6be5', 'EUR', -11900, 'settled', '2026-11-26 22:11:44.024792+00');
INSERT INTO public.allocations VALUES ('01a219ea-dc7b-7c88-9d02-3afe6e04959f', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc7a-7f01-abd6-ab785783632f', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', NULL, 'EUR', 23800, 'settled', '2026-11-26 22:12:31.992708+00');
INSERT INTO public.allocations VALUES ('01a219ea-dd6a-70a9-97dc-5b4a3505feb6', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd69-7953-adec-773fd0e8271a', '01a219ea-dd3f-71b7-88c7-056fdce7da15', NULL, 'EUR', 11898, 'settled', '2026-11-26 22:12:32.232494+00');
INSERT INTO public.allocations VALUES ('01a219ea-dda1-7fb8-9dd6-b1fabd8402a5', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dda1-77fb-8d2f-f5cc7964cb18', '01a219ea-dd7e-79c8-b047-462f82478852', NULL, 'EUR', 14280, 'released', '2026-11-26 22:12:32.286152+00');
INSERT INTO public.allocations VALUES ('01a219ea-de66-779e-84bc-d7f8d131cfb2', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc7a-7f01-abd6-ab785783632f', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', 'EUR', -11900, 'settled', '2026-11-26 22:12:32.479886+00');


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.attempts VALUES ('01a219ea-1f6c-7d4d-aba1-8496e5d9fae9', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', '01a219ea-1f68-710e-925c-033e2560316f', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-26 22:12:43.655821+00', NULL, NULL, '2026-11-26 22:11:43.58782+00', '2026-11-26 22:11:43.724828+00');
INSERT INTO public.attempts VALUES ('01a219ea-205f-7f16-bdb2-b7f8fcfbe6fc', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', '01a219ea-205d-7a6c-bbe3-7adf1c73c441', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-26 22:12:43.894498+00', NULL, NULL, '2026-11-26 22:11:43.835978+00', '2026-11-26 22:11:43.922832+00');
INSERT INTO public.attempts VALUES ('01a219ea-20e5-7bd3-8e8d-f7f8874e6479', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', '01a219ea-1f68-710e-925c-033e2560316f', '01a219ea-20e2-74ef-b165-d775c52c6be5', 'refund', NULL, 1, 'done', 1, '2026-11-26 22:12:44.001983+00', NULL, NULL, '2026-11-26 22:11:43.966791+00', '2026-11-26 22:11:44.044284+00');
INSERT INTO public.attempts VALUES ('01a219ea-dc7d-74b2-b7b7-44b384e2d8a8', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc29-767a-8bdf-85918b01828f', '01a219ea-dc7a-7f01-abd6-ab785783632f', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-26 22:13:32.065445+00', NULL, NULL, '2026-11-26 22:12:31.992708+00', '2026-11-26 22:12:32.128867+00');
INSERT INTO public.attempts VALUES ('01a219ea-dda2-7c4a-a943-aec66f339180', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc29-767a-8bdf-85918b01828f', '01a219ea-dda1-77fb-8d2f-f5cc7964cb18', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-26 22:13:32.322346+00', NULL, NULL, '2026-11-26 22:12:32.286152+00', '2026-11-26 22:12:32.363249+00');
INSERT INTO public.attempts VALUES ('01a219ea-de47-7e68-8737-b87c4121b70b', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc29-767a-8bdf-85918b01828f', '01a219ea-dc7a-7f01-abd6-ab785783632f', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', 'refund', NULL, 1, 'done', 1, '2026-11-26 22:13:32.463397+00', NULL, NULL, '2026-11-26 22:12:32.434373+00', '2026-11-26 22:12:32.490815+00');


--
-- Data for Name: audit_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_log VALUES ('01a219ea-203d-71a8-9c47-4fa8a18d4ed2', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, 'd8e14565-2ab0-4bbc-985e-e6cdea3576c2', '127.0.0.1', 'invoice.paid', 'invoice', '01a219ea-201c-78f9-a372-587a34dfb9b7', '{"amount_due": 11898, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 11898}', '{"amount_due": 0, "settlement": "paid", "amount_paid": 11898, "amount_payable": 0}', 14, '\xe86d42b9069efa698876e167ea0e99a6061d3b7fc8d6c796f484fc975a587f44', '\xb9be64654eaa2d9a1df64c2d642baa44db9d0665704ba465dc2d49e708176cd4', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.audit_log VALUES ('01a219ea-204b-7a2e-addc-74ac0e21cdd7', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '7090c08a-7a79-480e-ac96-b1b3bd6ea958', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-2049-7918-a2e3-b96bdcfbd408', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 14280, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "receiver": null, "subtotal": 12000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 2280, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 15, '\xb9be64654eaa2d9a1df64c2d642baa44db9d0665704ba465dc2d49e708176cd4', '\x000891c7eaae7974c6d2828202c928864fa0429c33930b62fb3a0f46abb298f5', '2026-11-26 22:11:43.816815+00');
INSERT INTO public.audit_log VALUES ('01a219ea-2054-7888-a007-a6f73d8772b8', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '815325a4-512b-4a61-92c0-4f3c3f717054', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-2049-7918-a2e3-b96bdcfbd408', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00003", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 14280, "amount_payable": 14280}', 16, '\x000891c7eaae7974c6d2828202c928864fa0429c33930b62fb3a0f46abb298f5', '\xae4a00a45e882f4dbb029c8979a459650a8aaa4bd41328b8f0bbb80f9b1555dc', '2026-11-26 22:11:43.825392+00');
INSERT INTO public.audit_log VALUES ('01a219ea-2063-7e1e-b350-b666ef4236c2', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, 'ed6be4ff-c747-45b5-8c8e-5cedff5fcc3e', '127.0.0.1', 'payment.created', 'payment', '01a219ea-205d-7a6c-bbe3-7adf1c73c441', NULL, '{"note": null, "amount": 14280, "method": "card", "review": null, "status": "created", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "reference": null, "invoice_id": "inv_01m8cym829f4ca5rxsdfefqn08", "allocations": [{"amount": 14280, "status": "reserved", "invoice_id": "inv_01m8cym829f4ca5rxsdfefqn08"}], "next_action": null, "effective_on": null, "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 0, "amount_unapplied": 0, "gateway_account_id": "gwa_01m8cym7rbf9takn3n15e2yw55", "gateway_payment_id": null}', 17, '\xae4a00a45e882f4dbb029c8979a459650a8aaa4bd41328b8f0bbb80f9b1555dc', '\x296d54d3ab7232e9c038b36392f8ecd460cac9893585f2dbd546a076d9c8e6fb', '2026-11-26 22:11:43.835978+00');
INSERT INTO public.audit_log VALUES ('01a219ea-20e4-791a-841b-2f54e5289ffb', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, 'c58c37b5-1019-49b3-9f9a-b8f7b482b932', '127.0.0.1', 'refund.created', 'refund', '01a219ea-20e2-74ef-b165-d775c52c6be5', NULL, '{"amount": 11900, "reason": "[masked]", "status": "requested", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "payment_id": "pay_01m8cym7v8e4794q037rjp0cbf", "effective_on": null, "failure_code": null, "failure_message": null, "gateway_refund_id": null}', 19, '\x2116d1c2fab8eb93679d05e44ecee57a2bd831487667eebe35c23fa57a71498e', '\x3758456435694f5c091eb7dd775533660a70f04db4b165999f09f5d17f487c85', '2026-11-26 22:11:43.966791+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1e8d-76e8-b59a-e879cde67b19', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, NULL, false, NULL, '74eb5c53-30ad-4153-9cd8-b322aea8b74e', '127.0.0.1', 'user.registered', 'user', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, NULL, 1, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x8ba5533d94a28a6e35ec54a989fdc57bda21951cda03230b5beaf8f8c90a6865', '2026-11-26 22:11:43.364845+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1ec1-7228-82fe-4d937d6c5755', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '299f5527-89f5-46c5-a5c6-871bc1097894', '127.0.0.1', 'receiver.created', 'receiver', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '{"name": "[masked]", "email": null, "status": "active", "tax_id": null, "address": "[masked]", "country": null, "currency": "EUR", "metadata": "[masked]", "time_zone": "Europe/Berlin", "bank_account": null, "invoice_prefix": "INV", "number_pattern": "[masked]", "payment_terms_days": 30}', 2, '\x8ba5533d94a28a6e35ec54a989fdc57bda21951cda03230b5beaf8f8c90a6865', '\x5eac41eddfaeb35c504e9bb736a99210cba4fd5d3c70b0b42dc6864908f8ef09', '2026-11-26 22:11:43.418794+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1f0d-7183-9532-202428d306dc', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '18799fd4-3477-47ca-a84b-cba658c29d44', '127.0.0.1', 'gateway_account.created', 'gateway_account', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', NULL, '{"status": "active", "account": "[masked]", "gateway": "simulator", "metadata": "[masked]", "credentials": "[masked]", "reconciled_until": null}', 3, '\x5eac41eddfaeb35c504e9bb736a99210cba4fd5d3c70b0b42dc6864908f8ef09', '\xf4b18068c8a01c0fcc573f13355cf8277de365597130b5b9aa9c1a82d20c65c5', '2026-11-26 22:11:43.497007+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1f18-732f-8d90-93bb20bb73c1', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '6838df1b-a7cb-47b1-b088-3d84f87662c4', '127.0.0.1', 'webhook_endpoint.created', 'webhook_endpoint', '01a219ea-1f17-73e3-b029-4e5435615120', NULL, '{"url": "[masked]", "status": "enabled", "metadata": "[masked]", "description": null, "event_types": [], "paused_until": null, "failing_since": null, "max_in_flight": "[masked]", "disabled_reason": null, "failures_in_a_row": "[masked]"}', 4, '\xf4b18068c8a01c0fcc573f13355cf8277de365597130b5b9aa9c1a82d20c65c5', '\x71b0b28f1d4b85408f4c6c59ea7d51ac8d4d8f52f429bbae8c243f3d40b2e7a6', '2026-11-26 22:11:43.50894+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1f22-7a0a-a346-6fdd68a4efc2', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '3132fd50-adbd-4a70-8f1d-b828a91052fd', '127.0.0.1', 'payer.created', 'payer', '01a219ea-1f21-77c9-8902-74a19d8700e4', NULL, '{"name": "[masked]", "email": "[masked]", "status": "active", "tax_id": null, "address": "[masked]", "country": null, "user_id": null, "metadata": "[masked]"}', 5, '\x71b0b28f1d4b85408f4c6c59ea7d51ac8d4d8f52f429bbae8c243f3d40b2e7a6', '\x5640a4f8d1b1e97b8e42fd6f58c98b1501d0dbb3eba452d458ac1950cb06d562', '2026-11-26 22:11:43.520299+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1f48-7971-b907-ed9240dfaae1', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '1defaab9-7c77-4027-af36-f2b7dc50eac4', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 23800, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "receiver": null, "subtotal": 20000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 3800, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 6, '\x5640a4f8d1b1e97b8e42fd6f58c98b1501d0dbb3eba452d458ac1950cb06d562', '\x8c422cd2a863cbe9d9e81a67d72a9df0194d634925e80482ea58dccdd8eb516a', '2026-11-26 22:11:43.545036+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1f5d-7bde-a96f-689eb69067b3', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '502ae169-7592-47fc-aede-f22f9b681eb2', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00001", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 23800, "amount_payable": 23800}', 7, '\x8c422cd2a863cbe9d9e81a67d72a9df0194d634925e80482ea58dccdd8eb516a', '\xfec2fa6309afc987008149af4b30d138226ab21defb9ecaf923e047a76a06a4e', '2026-11-26 22:11:43.570057+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1f70-7b3e-a8b6-ea5a905af781', NULL, 'pay_link:6cdc3f4bca4ecf23148ba47db75e61d1', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '7a2c583f-2a78-4ae0-989d-d40f8a5e681d', '127.0.0.1', 'payment.created', 'payment', '01a219ea-1f68-710e-925c-033e2560316f', NULL, '{"note": null, "amount": 23800, "method": "card", "review": null, "status": "created", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "reference": null, "invoice_id": "inv_01m8cym7svetr9vmz2f2w9sfya", "allocations": [{"amount": 23800, "status": "reserved", "invoice_id": "inv_01m8cym7svetr9vmz2f2w9sfya"}], "next_action": null, "effective_on": null, "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 0, "amount_unapplied": 0, "gateway_account_id": "gwa_01m8cym7rbf9takn3n15e2yw55", "gateway_payment_id": null}', 8, '\xfec2fa6309afc987008149af4b30d138226ab21defb9ecaf923e047a76a06a4e', '\x185c68fb450d301147bd409e12efa09d15003004c47d4fb97823056062e66b05', '2026-11-26 22:11:43.58782+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1fe3-70ce-b0e4-94df68aa1af4', NULL, 'system', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, NULL, NULL, 'payment.succeeded', 'payment', '01a219ea-1f68-710e-925c-033e2560316f', '{"status": "created", "allocations": [{"amount": 23800, "status": "reserved", "invoice_id": "inv_01m8cym7svetr9vmz2f2w9sfya"}], "effective_on": null, "amount_allocated": 0, "gateway_payment_id": null}', '{"status": "succeeded", "allocations": [{"amount": 23800, "status": "settled", "invoice_id": "inv_01m8cym7svetr9vmz2f2w9sfya"}], "effective_on": "2026-11-26", "amount_allocated": 23800, "gateway_payment_id": "simpay_c40592e74bc1b33156ce67fb9394bd24"}', 9, '\x185c68fb450d301147bd409e12efa09d15003004c47d4fb97823056062e66b05', '\xe4afe6cb75c8f939816566269db51015b83dac9a0f62766a56d624f8c8698053', '2026-11-26 22:11:43.671025+00');
INSERT INTO public.audit_log VALUES ('01a219ea-1fe3-70ed-8b39-0d4c6a546f10', NULL, 'system', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, NULL, NULL, 'invoice.paid', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', '{"in_flight": true, "amount_due": 23800, "settlement": "unpaid", "amount_paid": 0, "amount_reserved": 23800}', '{"in_flight": false, "amount_due": 0, "settlement": "paid", "amount_paid": 23800, "amount_reserved": 0}', 10, '\xe4afe6cb75c8f939816566269db51015b83dac9a0f62766a56d624f8c8698053', '\x2c033b1845ae63bb06a15c05a97ed516f2fed2bf2b4e3ee0926cd6f5229edf53', '2026-11-26 22:11:43.671025+00');
INSERT INTO public.audit_log VALUES ('01a219ea-212a-7480-a982-0c658d451caa', NULL, 'system', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, NULL, NULL, 'refund.succeeded', 'refund', '01a219ea-20e2-74ef-b165-d775c52c6be5', '{"status": "requested", "effective_on": null, "gateway_refund_id": null}', '{"status": "succeeded", "effective_on": "2026-11-26", "gateway_refund_id": "simrfd_85c5b100bd513cd67747e4d2e84d02e3"}', 20, '\x3758456435694f5c091eb7dd775533660a70f04db4b165999f09f5d17f487c85', '\xeac11255f0d37d3d8a07cce61427763336e82f8303707f2feb20155ffd16facb', '2026-11-26 22:11:44.024792+00');
INSERT INTO public.audit_log VALUES ('01a219ea-201e-7af7-8b48-f679753385a7', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, '00e89df6-e360-4dd0-ba91-3cbef0e12532', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-201c-78f9-a372-587a34dfb9b7', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 11898, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "receiver": null, "subtotal": 9998, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 1900, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 11, '\x2c033b1845ae63bb06a15c05a97ed516f2fed2bf2b4e3ee0926cd6f5229edf53', '\x7288017ac8db3fff7b539e5292a7a2b1a0a1264876a310fbee7a5df573381ba5', '2026-11-26 22:11:43.77154+00');
INSERT INTO public.audit_log VALUES ('01a219ea-202d-7a7b-a995-75e39cfa5dc1', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, 'b8903e36-0c3f-4c28-9cdd-b859eb943e87', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-201c-78f9-a372-587a34dfb9b7', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00002", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 11898, "amount_payable": 11898}', 12, '\x7288017ac8db3fff7b539e5292a7a2b1a0a1264876a310fbee7a5df573381ba5', '\x3df9ab0637a43f7f1d73f56e9983c7539fd5765a680bb1ae1249a19c65534a55', '2026-11-26 22:11:43.783756+00');
INSERT INTO public.audit_log VALUES ('01a219ea-203d-7197-aca6-19e68fee92ab', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, 'd8e14565-2ab0-4bbc-985e-e6cdea3576c2', '127.0.0.1', 'payment.succeeded', 'payment', '01a219ea-2039-77c5-8989-efaf6e85d991', NULL, '{"note": "[masked]", "amount": 11898, "method": "cash", "review": null, "status": "succeeded", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "reference": null, "invoice_id": "inv_01m8cym80wf3wt6wjrf8tdzedq", "allocations": [{"amount": 11898, "status": "settled", "invoice_id": "inv_01m8cym80wf3wt6wjrf8tdzedq"}], "next_action": null, "effective_on": "2026-11-26", "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 11898, "amount_unapplied": 0, "gateway_account_id": null, "gateway_payment_id": null}', 13, '\x3df9ab0637a43f7f1d73f56e9983c7539fd5765a680bb1ae1249a19c65534a55', '\xe86d42b9069efa698876e167ea0e99a6061d3b7fc8d6c796f484fc975a587f44', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.audit_log VALUES ('01a219ea-20b0-7dc9-b390-34981ec2de59', NULL, 'system', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, NULL, NULL, 'payment.failed', 'payment', '01a219ea-205d-7a6c-bbe3-7adf1c73c441', '{"status": "created", "allocations": [{"amount": 14280, "status": "reserved", "invoice_id": "inv_01m8cym829f4ca5rxsdfefqn08"}], "failure_code": null, "failure_message": null, "gateway_payment_id": null}', '{"status": "failed", "allocations": [{"amount": 14280, "status": "released", "invoice_id": "inv_01m8cym829f4ca5rxsdfefqn08"}], "failure_code": "card_declined", "failure_message": "[masked]", "gateway_payment_id": "simpay_cb010ffc23077f817acd05932d8e338e"}', 18, '\x296d54d3ab7232e9c038b36392f8ecd460cac9893585f2dbd546a076d9c8e6fb', '\x2116d1c2fab8eb93679d05e44ecee57a2bd831487667eebe35c23fa57a71498e', '2026-11-26 22:11:43.912901+00');
INSERT INTO public.audit_log VALUES ('01a219ea-212a-74a0-b9b3-ba936813c5b3', NULL, 'system', NULL, '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', false, NULL, NULL, NULL, 'invoice.reopened', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', '{"amount_due": 0, "settlement": "paid", "amount_paid": 23800, "amount_payable": 0}', '{"amount_due": 11900, "settlement": "partially_paid", "amount_paid": 11900, "amount_payable": 11900}', 21, '\xeac11255f0d37d3d8a07cce61427763336e82f8303707f2feb20155ffd16facb', '\xa43cb8ddf6ffda74dc004d19771bfc16f56835ff07ea1e7ad935b5bbf26aa2c1', '2026-11-26 22:11:44.024792+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dba5-7370-851d-2d4f421d80a8', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, NULL, false, NULL, '847f7bb8-2d15-48f2-9ac5-8e771c6408b4', '127.0.0.1', 'user.registered', 'user', '01a219ea-dba4-724c-a031-779df2c422ef', NULL, NULL, 22, '\xa43cb8ddf6ffda74dc004d19771bfc16f56835ff07ea1e7ad935b5bbf26aa2c1', '\xde7e4e9d430292403b2b84b20795166b2bf39f3375b72c070801cc67c0758869', '2026-11-26 22:12:31.776115+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dc83-7413-8582-ccd9f205a365', NULL, 'pay_link:55b8a6aa258977826c67aa379f24e794', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '858d79fe-42ca-4533-9c8d-95022ce3c3be', '127.0.0.1', 'payment.created', 'payment', '01a219ea-dc7a-7f01-abd6-ab785783632f', NULL, '{"note": null, "amount": 23800, "method": "card", "review": null, "status": "created", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "reference": null, "invoice_id": "inv_01m8cynq2efrdrkmysj0v0v3q7", "allocations": [{"amount": 23800, "status": "reserved", "invoice_id": "inv_01m8cynq2efrdrkmysj0v0v3q7"}], "next_action": null, "effective_on": null, "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 0, "amount_unapplied": 0, "gateway_account_id": "gwa_01m8cynq19esx8qqw5j65g30mf", "gateway_payment_id": null}', 29, '\x908b0b1aa2f62054475c611e7fbf1196c23a8e1909f0dabcfeda661c6daac555', '\x2fb6c7f3abc7b5d91ad9fd1853b04bace9341394870bfb75db75df979bd017b7', '2026-11-26 22:12:31.992708+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dd48-7ffb-adf8-d05db3842f4d', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'ac55b5c0-f6dc-43cd-ad94-dad4403e3e4c', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-dd3f-71b7-88c7-056fdce7da15', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 11898, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "receiver": null, "subtotal": 9998, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 1900, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 32, '\x49e1617a9bcaac445ae3e1632c31b94624425b5ea70a357ce421d1fc4ea74760', '\x775ddd174fe398c1af497d487596d10a80b3821bc0825ccf249a0472983d681f', '2026-11-26 22:12:32.190129+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dbc3-76bd-82d7-ca3a12477317', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'aa4d6c7a-c771-450c-b4a9-6b3dfaf8abb5', '127.0.0.1', 'receiver.created', 'receiver', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '{"name": "[masked]", "email": null, "status": "active", "tax_id": null, "address": "[masked]", "country": null, "currency": "EUR", "metadata": "[masked]", "time_zone": "Europe/Berlin", "bank_account": null, "invoice_prefix": "INV", "number_pattern": "[masked]", "payment_terms_days": 30}', 23, '\xde7e4e9d430292403b2b84b20795166b2bf39f3375b72c070801cc67c0758869', '\x8631d9ef06774d0e4594449cc065d14505c611daec026884f43d178eae39c814', '2026-11-26 22:12:31.809498+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dc2a-71eb-8e2f-c43a4511ee1b', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '087dc05f-d526-4c97-a39d-477d21cc6651', '127.0.0.1', 'gateway_account.created', 'gateway_account', '01a219ea-dc29-767a-8bdf-85918b01828f', NULL, '{"status": "active", "account": "[masked]", "gateway": "simulator", "metadata": "[masked]", "credentials": "[masked]", "reconciled_until": null}', 24, '\x8631d9ef06774d0e4594449cc065d14505c611daec026884f43d178eae39c814', '\xfa6f7ffcbb5418d771ce4728cce3d064ba9ccca6b076717a83928beb535ae11d', '2026-11-26 22:12:31.910023+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dc37-74bf-8f71-c320a71d1bd6', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'f1c5c387-6b0a-47a1-9bf4-2bcd0d8bc523', '127.0.0.1', 'webhook_endpoint.created', 'webhook_endpoint', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', NULL, '{"url": "[masked]", "status": "enabled", "metadata": "[masked]", "description": null, "event_types": [], "paused_until": null, "failing_since": null, "max_in_flight": "[masked]", "disabled_reason": null, "failures_in_a_row": "[masked]"}', 25, '\xfa6f7ffcbb5418d771ce4728cce3d064ba9ccca6b076717a83928beb535ae11d', '\x0b342c5aeb9be4b657c8b8574a90de0ce5e57e4cc4975a592a4e4201dfe4cf44', '2026-11-26 22:12:31.925494+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dc3f-7138-9839-7c617daf37bb', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '1b0363c0-60fa-4782-a3d1-8995dd8631bc', '127.0.0.1', 'payer.created', 'payer', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', NULL, '{"name": "[masked]", "email": "[masked]", "status": "active", "tax_id": null, "address": "[masked]", "country": null, "user_id": null, "metadata": "[masked]"}', 26, '\x0b342c5aeb9be4b657c8b8574a90de0ce5e57e4cc4975a592a4e4201dfe4cf44', '\x0127a8945f2e2ce521515b4f037b5ceb0761e7e7fad8c468d8a297845595791b', '2026-11-26 22:12:31.933655+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dc56-79a8-bb5f-b5672847de4e', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '01a27b6e-e235-479c-acc1-9bd1f15d9f0c', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 23800, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "receiver": null, "subtotal": 20000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 3800, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 27, '\x0127a8945f2e2ce521515b4f037b5ceb0761e7e7fad8c468d8a297845595791b', '\xf645644e548e6165ffbe153fe248c6355ff0f69a401c837eb11e53e277f16004', '2026-11-26 22:12:31.950026+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dc70-766e-aebb-13132fead639', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'c31d06be-25e7-45b3-9738-dd4c6004e69c', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00001", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 23800, "amount_payable": 23800}', 28, '\xf645644e548e6165ffbe153fe248c6355ff0f69a401c837eb11e53e277f16004', '\x908b0b1aa2f62054475c611e7fbf1196c23a8e1909f0dabcfeda661c6daac555', '2026-11-26 22:12:31.973246+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dd5e-7b42-aaca-a16aa29c0aca', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'cc60655e-fec4-4314-a7de-9df4b9a58bb2', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-dd3f-71b7-88c7-056fdce7da15', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00002", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 11898, "amount_payable": 11898}', 33, '\x775ddd174fe398c1af497d487596d10a80b3821bc0825ccf249a0472983d681f', '\xe5df51017cebc199721f5b88ef445c4ebefdfc57d3d866528dd945cfbe75ea5d', '2026-11-26 22:12:32.218031+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dd6c-7724-959a-f6c0afaf00b9', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '397107a9-bf5f-4c3b-84e4-1c3c7e8cdddb', '127.0.0.1', 'payment.succeeded', 'payment', '01a219ea-dd69-7953-adec-773fd0e8271a', NULL, '{"note": "[masked]", "amount": 11898, "method": "cash", "review": null, "status": "succeeded", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "reference": null, "invoice_id": "inv_01m8cynq9ze6vrhhr5dzeefpgn", "allocations": [{"amount": 11898, "status": "settled", "invoice_id": "inv_01m8cynq9ze6vrhhr5dzeefpgn"}], "next_action": null, "effective_on": "2026-11-26", "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 11898, "amount_unapplied": 0, "gateway_account_id": null, "gateway_payment_id": null}', 34, '\xe5df51017cebc199721f5b88ef445c4ebefdfc57d3d866528dd945cfbe75ea5d', '\xb90397e74e360ed7a9774804fd971f20bdcb8cf17114afb1ae4302ca1bc26600', '2026-11-26 22:12:32.232494+00');
INSERT INTO public.audit_log VALUES ('01a219ea-e07d-7261-be80-e767cc4b57be', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '31d9d395-3e40-40c7-8bee-7cc95f0025fa', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-e07b-7684-89ad-cc15be21f0fc', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 35700, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "receiver": null, "subtotal": 30000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 5700, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 43, '\x5fe8638a7dd305fc78da6ab6de5eb5a6d8ecb68229ea55ecc213de72be4149a8', '\x85a51cbb31b5a23aaccd882407786838f7a42d451460ec61daf18e4b91c4dd12', '2026-11-26 22:12:33.013886+00');
INSERT INTO public.audit_log VALUES ('01a219ea-e0a0-7715-832e-0042c8857c5a', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'f8fdcaf6-cfe0-4345-8e1e-e9fca0420805', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-e07b-7684-89ad-cc15be21f0fc', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00004", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 35700, "amount_payable": 35700}', 44, '\x85a51cbb31b5a23aaccd882407786838f7a42d451460ec61daf18e4b91c4dd12', '\x28a5406b849d0b71eecd9e024af8eefc06114b4f82c7444f4e87bc7bc2279bb4', '2026-11-26 22:12:33.045923+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dd6c-775e-aeda-b15cc1f68573', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '397107a9-bf5f-4c3b-84e4-1c3c7e8cdddb', '127.0.0.1', 'invoice.paid', 'invoice', '01a219ea-dd3f-71b7-88c7-056fdce7da15', '{"amount_due": 11898, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 11898}', '{"amount_due": 0, "settlement": "paid", "amount_paid": 11898, "amount_payable": 0}', 35, '\xb90397e74e360ed7a9774804fd971f20bdcb8cf17114afb1ae4302ca1bc26600', '\x540ee1231609890f8b3936285e5951ef2f39b8e24fefbbe44244d98ba776ff29', '2026-11-26 22:12:32.232494+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dd80-7d44-b43e-3f95c69bfb45', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, 'f7e9d475-e2eb-4941-8222-6d0b7af7e1cf', '127.0.0.1', 'invoice.created', 'invoice', '01a219ea-dd7e-79c8-b047-462f82478852', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 14280, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "receiver": null, "subtotal": 12000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 2280, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 36, '\x540ee1231609890f8b3936285e5951ef2f39b8e24fefbbe44244d98ba776ff29', '\x5d6008acba791893ca52ad59f39b0acc80eddb6b8ba904e9ccc58ddc2e22acac', '2026-11-26 22:12:32.25328+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dd94-7c7a-b8e6-cece96c1ac26', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '2caac6ab-cc5c-427f-aa3b-d65d61ab7068', '127.0.0.1', 'invoice.finalized', 'invoice', '01a219ea-dd7e-79c8-b047-462f82478852', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-26", "number": "INV-2026-00003", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-26", "reference": "[masked]", "amount_due": 14280, "amount_payable": 14280}', 37, '\x5d6008acba791893ca52ad59f39b0acc80eddb6b8ba904e9ccc58ddc2e22acac', '\x09b21e7633dd0fec6baa21ac85767c9903e93c2f6936f78ee752e77da1f36d99', '2026-11-26 22:12:32.273468+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dda3-7ca3-84f9-d397325a7fc8', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '173e276e-5a25-4c21-9b33-2ff1109adf6a', '127.0.0.1', 'payment.created', 'payment', '01a219ea-dda1-77fb-8d2f-f5cc7964cb18', NULL, '{"note": null, "amount": 14280, "method": "card", "review": null, "status": "created", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "reference": null, "invoice_id": "inv_01m8cynqbyf74b0ht65y14f22j", "allocations": [{"amount": 14280, "status": "reserved", "invoice_id": "inv_01m8cynqbyf74b0ht65y14f22j"}], "next_action": null, "effective_on": null, "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 0, "amount_unapplied": 0, "gateway_account_id": "gwa_01m8cynq19esx8qqw5j65g30mf", "gateway_payment_id": null}', 38, '\x09b21e7633dd0fec6baa21ac85767c9903e93c2f6936f78ee752e77da1f36d99', '\x51531c8843bc439da1fa08ff86560695cae4e5eb7f55921119c58a5bcbc082c7', '2026-11-26 22:12:32.286152+00');
INSERT INTO public.audit_log VALUES ('01a219ea-de45-7f59-9004-5f1d0ef062ba', '01a219ea-dba4-724c-a031-779df2c422ef', 'user:01a219ea-dba4-724c-a031-779df2c422ef', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, '7a06a686-e61e-4c73-ad50-2a334c74e5d8', '127.0.0.1', 'refund.created', 'refund', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', NULL, '{"amount": 11900, "reason": "[masked]", "status": "requested", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8cynq1yemfshhrz5705wz8r", "payment_id": "pay_01m8cynq3tfw0tqnnbf1br6rsf", "effective_on": null, "failure_code": null, "failure_message": null, "gateway_refund_id": null}', 40, '\x6d35555c0c762b349ba8aa47288a9e983979b2ba3ae349c09923d0c6424f78ba', '\xd3f61ac5a8bde1fd8e2cfabb149ba28f6d5db45a6af8ea48ba975d977588a96c', '2026-11-26 22:12:32.434373+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dcfa-7df8-9fbe-ba5f5b9dc37c', NULL, 'system', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, NULL, NULL, 'payment.succeeded', 'payment', '01a219ea-dc7a-7f01-abd6-ab785783632f', '{"status": "created", "allocations": [{"amount": 23800, "status": "reserved", "invoice_id": "inv_01m8cynq2efrdrkmysj0v0v3q7"}], "effective_on": null, "amount_allocated": 0, "gateway_payment_id": null}', '{"status": "succeeded", "allocations": [{"amount": 23800, "status": "settled", "invoice_id": "inv_01m8cynq2efrdrkmysj0v0v3q7"}], "effective_on": "2026-11-26", "amount_allocated": 23800, "gateway_payment_id": "simpay_26bec2a79c4ed6e4c22eb816f3601321"}', 30, '\x2fb6c7f3abc7b5d91ad9fd1853b04bace9341394870bfb75db75df979bd017b7', '\x86c9739ce046d45221878c71cb1a85c8cf95aa1f5f21013cda0dcdf131142e20', '2026-11-26 22:12:32.088485+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dcfa-7e16-a22b-c83e86cfcb26', NULL, 'system', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, NULL, NULL, 'invoice.paid', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', '{"in_flight": true, "amount_due": 23800, "settlement": "unpaid", "amount_paid": 0, "amount_reserved": 23800}', '{"in_flight": false, "amount_due": 0, "settlement": "paid", "amount_paid": 23800, "amount_reserved": 0}', 31, '\x86c9739ce046d45221878c71cb1a85c8cf95aa1f5f21013cda0dcdf131142e20', '\x49e1617a9bcaac445ae3e1632c31b94624425b5ea70a357ce421d1fc4ea74760', '2026-11-26 22:12:32.088485+00');
INSERT INTO public.audit_log VALUES ('01a219ea-dde9-7575-a111-2b150d95d9ba', NULL, 'system', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, NULL, NULL, 'payment.failed', 'payment', '01a219ea-dda1-77fb-8d2f-f5cc7964cb18', '{"status": "created", "allocations": [{"amount": 14280, "status": "reserved", "invoice_id": "inv_01m8cynqbyf74b0ht65y14f22j"}], "failure_code": null, "failure_message": null, "gateway_payment_id": null}', '{"status": "failed", "allocations": [{"amount": 14280, "status": "released", "invoice_id": "inv_01m8cynqbyf74b0ht65y14f22j"}], "failure_code": "card_declined", "failure_message": "[masked]", "gateway_payment_id": "simpay_b53d4f179b06016838dee901f6b40a6e"}', 39, '\x51531c8843bc439da1fa08ff86560695cae4e5eb7f55921119c58a5bcbc082c7', '\x6d35555c0c762b349ba8aa47288a9e983979b2ba3ae349c09923d0c6424f78ba', '2026-11-26 22:12:32.339604+00');
INSERT INTO public.audit_log VALUES ('01a219ea-de69-7027-bfe9-c86ddd07743d', NULL, 'system', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, NULL, NULL, 'refund.succeeded', 'refund', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', '{"status": "requested", "effective_on": null, "gateway_refund_id": null}', '{"status": "succeeded", "effective_on": "2026-11-26", "gateway_refund_id": "simrfd_eb33d83d6188830aebd27ee1351bb51a"}', 41, '\xd3f61ac5a8bde1fd8e2cfabb149ba28f6d5db45a6af8ea48ba975d977588a96c', '\xddad70f8a5abc4e19fe2bff9ef2f32e7694b25af2108c2421d63aea17d55d7df', '2026-11-26 22:12:32.479886+00');
INSERT INTO public.audit_log VALUES ('01a219ea-de69-7037-b234-25785a6e6264', NULL, 'system', NULL, '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', false, NULL, NULL, NULL, 'invoice.reopened', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', '{"amount_due": 0, "settlement": "paid", "amount_paid": 23800, "amount_payable": 0}', '{"amount_due": 11900, "settlement": "partially_paid", "amount_paid": 11900, "amount_payable": 11900}', 42, '\xddad70f8a5abc4e19fe2bff9ef2f32e7694b25af2108c2421d63aea17d55d7df', '\x5fe8638a7dd305fc78da6ab6de5eb5a6d8ecb68229ea55ecc213de72be4149a8', '2026-11-26 22:12:32.479886+00');


--
-- Data for Name: callbacks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.callbacks VALUES ('01a219ea-1fbb-751a-ac3a-ad9f510256d5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', 'simevt_57f4b855cdc7e064ce8038df', 'payment.succeeded', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6334303539326537346263316233333135366365363766623933393462643234222c227265666572656e6365223a226174745f30316d3863796d377663666e3674713863346a766a786b797139222c226163636f756e74223a22616363745f343838333766313464303765316464346461343439633736222c22737461747573223a22737563636565646564222c22616d6f756e74223a32333830302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226665655f616d6f756e74223a3335372c226f636375727265645f6174223a22323032362d31312d32365432323a31313a34332e3636373830325a227d', 'done', 1, '2026-11-26 22:12:13.716123+00', NULL, NULL, '2026-11-26 22:11:43.675234+00', '2026-11-26 22:11:43.733551+00');
INSERT INTO public.callbacks VALUES ('01a219ea-20b1-7d2a-89d4-9736b9243a9d', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', 'simevt_58fd1c7863885f9f708f441e', 'payment.failed', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6362303130666663323330373766383137616364303539333264386533333865222c227265666572656e6365223a226174745f30316d3863796d38327a6677626276636e717a33796671737177222c226163636f756e74223a22616363745f343838333766313464303765316464346461343439633736222c22737461747573223a226661696c6564222c22616d6f756e74223a31343238302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c226665655f616d6f756e74223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32365432323a31313a34332e3931303732365a227d', 'done', 1, '2026-11-26 22:12:13.946893+00', NULL, NULL, '2026-11-26 22:11:43.921708+00', '2026-11-26 22:11:43.955589+00');
INSERT INTO public.callbacks VALUES ('01a219ea-2129-70d7-aed0-4afa104b1453', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', 'simevt_86b021172b53693640f26d64', 'refund.succeeded', '\x7b2274797065223a22726566756e64222c22676174657761795f726566756e645f6964223a2273696d7266645f3835633562313030626435313363643637373437653464326538346430326533222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6334303539326537346263316233333135366365363766623933393462643234222c227265666572656e6365223a226174745f30316d3863796d38373566663972783366717a32336d77733373222c226163636f756e74223a22616363745f343838333766313464303765316464346461343439633736222c22737461747573223a22737563636565646564222c22616d6f756e74223a31313930302c2263757272656e6379223a22455552222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32365432323a31313a34342e3032303930375a227d', 'done', 1, '2026-11-26 22:12:14.074211+00', NULL, NULL, '2026-11-26 22:11:44.04098+00', '2026-11-26 22:11:44.081493+00');
INSERT INTO public.callbacks VALUES ('01a219ea-dce0-75ab-babe-b38ac1d1546c', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc29-767a-8bdf-85918b01828f', 'simevt_f3f150e1cb5523bb1b931f84', 'payment.succeeded', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3236626563326137396334656436653463323265623831366633363031333231222c227265666572656e6365223a226174745f30316d3863796e713378656a7362666474347065326535703538222c226163636f756e74223a22616363745f653635356338386432393030313833656136653066376338222c22737461747573223a22737563636565646564222c22616d6f756e74223a32333830302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226665655f616d6f756e74223a3335372c226f636375727265645f6174223a22323032362d31312d32365432323a31323a33322e3038353731365a227d', 'done', 1, '2026-11-26 22:13:02.12614+00', NULL, NULL, '2026-11-26 22:12:32.095759+00', '2026-11-26 22:12:32.142885+00');
INSERT INTO public.callbacks VALUES ('01a219ea-dddb-7224-a8a3-ee029797cded', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc29-767a-8bdf-85918b01828f', 'simevt_339b9fc463ae5c92c6a8b225', 'payment.failed', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6235336434663137396230363031363833386465653930316636623430613665222c227265666572656e6365223a226174745f30316d3863796e716432666835616a6778657273716b37346330222c226163636f756e74223a22616363745f653635356338386432393030313833656136653066376338222c22737461747573223a226661696c6564222c22616d6f756e74223a31343238302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c226665655f616d6f756e74223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32365432323a31323a33322e3333363038335a227d', 'done', 1, '2026-11-26 22:13:02.378523+00', NULL, NULL, '2026-11-26 22:12:32.346355+00', '2026-11-26 22:12:32.391689+00');
INSERT INTO public.callbacks VALUES ('01a219ea-de61-730f-9573-d6a26a9848ad', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc29-767a-8bdf-85918b01828f', 'simevt_c5f213e5745fe65dea426635', 'refund.succeeded', '\x7b2274797065223a22726566756e64222c22676174657761795f726566756e645f6964223a2273696d7266645f6562333364383364363138383833306165626432376565313335316262353161222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3236626563326137396334656436653463323265623831366633363031333231222c227265666572656e6365223a226174745f30316d3863796e716a3766736d38656478726668306a33647262222c226163636f756e74223a22616363745f653635356338386432393030313833656136653066376338222c22737461747573223a22737563636565646564222c22616d6f756e74223a31313930302c2263757272656e6379223a22455552222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32365432323a31323a33322e3437373632315a227d', 'done', 1, '2026-11-26 22:13:02.515889+00', NULL, NULL, '2026-11-26 22:12:32.481131+00', '2026-11-26 22:12:32.526204+00');


--
-- Data for Name: discrepancies; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.events VALUES ('01a219ea-1f22-7865-8fe0-7a2218355755', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payer.created', 'payer', '01a219ea-1f21-77c9-8902-74a19d8700e4', 1, '\x7b226964223a226576745f30316d3863796d37733266316a727a72337434386333616e746e222c2274797065223a2270617965722e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3532323531375a222c2273657175656e6365223a312c2264617461223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226f626a656374223a227061796572222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c22757365725f6964223a6e756c6c2c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c22737461747573223a22616374697665222c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3532303239395a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3532303239395a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.520299+00');
INSERT INTO public.events VALUES ('01a219ea-1f48-76e5-ab08-c8ee6680e72e', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.created', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 1, '\x7b226964223a226576745f30316d3863796d37743865766a747032363878736b3831737365222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3536303431395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d377378666a6638316734306567357737776d32222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3534353033365a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3535383934315a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.545036+00');
INSERT INTO public.events VALUES ('01a219ea-1f5d-7a56-a247-bf92480ba954', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.finalized', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 2, '\x7b226964223a226576745f30316d3863796d377478663962613468787a6a3934307161616d222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3538313633395a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d377378666a6638316734306567357737776d32222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a32333830302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f3641664a6976316233334b416e563036724a4c71635130625244754f78436230773145336d346e71754267222c227265636569766572223a7b226964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3534353033365a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3538303836305a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:11:43.570057+00');
INSERT INTO public.events VALUES ('01a219ea-1f70-7947-be44-518031ad63ba', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.created', 'payment', '01a219ea-1f68-710e-925c-033e2560316f', 1, '\x7b226964223a226576745f30316d3863796d37766766353376776832686730727474727874222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3630303537315a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3863796d377638653437393471303337726a7030636266222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22696e766f6963655f6964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796d377262663974616b6e336e3135653279773535222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3538373832305a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3538373832305a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.58782+00');
INSERT INTO public.events VALUES ('01a219ea-1fe2-7d1c-999f-eef65c0c412a', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.paid', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 3, '\x7b226964223a226576745f30316d3863796d377a32666d65396b377a657973653072673961222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3731343738385a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d377378666a6638316734306567357737776d32222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f3641664a6976316233334b416e563036724a4c71635130625244754f78436230773145336d346e71754267222c227265636569766572223a7b226964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3534353033365a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3730303430335a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22696e5f666c69676874223a747275652c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a32333830307d7d', NULL, '2026-11-26 22:11:43.671025+00');
INSERT INTO public.events VALUES ('01a219ea-1fe2-7cde-b439-72a561bb4244', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.succeeded', 'payment', '01a219ea-1f68-710e-925c-033e2560316f', 2, '\x7b226964223a226576745f30316d3863796d377a32666b66623865626a6d6e677670676a34222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3731343738385a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d3863796d377638653437393471303337726a7030636266222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22696e766f6963655f6964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c226d6574686f64223a2263617264222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a32333830302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c22616d6f756e74223a32333830302c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3236222c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796d377262663974616b6e336e3135653279773535222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6334303539326537346263316233333135366365363766623933393462643234222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3538373832305a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3730313831315a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616d6f756e745f616c6c6f6361746564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c7d7d', NULL, '2026-11-26 22:11:43.671025+00');
INSERT INTO public.events VALUES ('01a219ea-201e-7987-b17c-7e0dd5d697b3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.created', 'invoice', '01a219ea-201c-78f9-a372-587a34dfb9b7', 1, '\x7b226964223a226576745f30316d3863796d38307966363376327a3379317161786435786b222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3737343538395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796d3830776633777436776a72663874647a656471222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d383078663034386a7865663971667173616b62222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3737313534305a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3737343037345a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.77154+00');
INSERT INTO public.events VALUES ('01a219ea-202d-78c1-a337-3e1c40d7e85d', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.finalized', 'invoice', '01a219ea-201c-78f9-a372-587a34dfb9b7', 2, '\x7b226964223a226576745f30316d3863796d38316466333074366473793368306466743278222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3738393534315a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796d3830776633777436776a72663874647a656471222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d383078663034386a7865663971667173616b62222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313839382c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f6166422d7a674f735a67714b5654463936694d4c554561476145587a694549697954327839686366724141222c227265636569766572223a7b226964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3737313534305a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3738383832385a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:11:43.783756+00');
INSERT INTO public.events VALUES ('01a219ea-203c-7fb8-973e-3dbb7d77a62a', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.paid', 'invoice', '01a219ea-201c-78f9-a372-587a34dfb9b7', 3, '\x7b226964223a226576745f30316d3863796d38317766797739656668787164797166396861222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3830343937305a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d3863796d3830776633777436776a72663874647a656471222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d383078663034386a7865663971667173616b62222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a31313839382c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f6166422d7a674f735a67714b5654463936694d4c554561476145587a694549697954327839686366724141222c227265636569766572223a7b226964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3737313534305a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3830333131315a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f70617961626c65223a31313839387d7d', NULL, '2026-11-26 22:11:43.799742+00');
INSERT INTO public.events VALUES ('01a219ea-203c-7f96-916b-b6450dac07d4', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.succeeded', 'payment', '01a219ea-2039-77c5-8989-efaf6e85d991', 1, '\x7b226964223a226576745f30316d3863796d3831776679623932747870386d36747231796d222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3830343937305a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3863796d383173657a32726b3266666e78713862706368222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22696e766f6963655f6964223a22696e765f30316d3863796d3830776633777436776a72663874647a656471222c226d6574686f64223a2263617368222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313839382c22616d6f756e745f616c6c6f6361746564223a31313839382c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d3830776633777436776a72663874647a656471222c22616d6f756e74223a31313839382c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3236222c227265666572656e6365223a6e756c6c2c226e6f7465223a2241742074686520676174652e222c22676174657761795f6163636f756e745f6964223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3739393734325a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3739393734325a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.799742+00');
INSERT INTO public.events VALUES ('01a219ea-204b-78d0-bcf6-2d5db8701a8c', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.created', 'invoice', '01a219ea-2049-7918-a2e3-b96bdcfbd408', 1, '\x7b226964223a226576745f30316d3863796d38326266333862737868646270773730366d63222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3831393534365a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d383261657737767430337873746a6e367a7731222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3831363831355a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3831393034365a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.816815+00');
INSERT INTO public.events VALUES ('01a219ea-2054-76fe-af57-956818f000b2', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.finalized', 'invoice', '01a219ea-2049-7918-a2e3-b96bdcfbd408', 2, '\x7b226964223a226576745f30316d3863796d38326d65767a61796e776e643063663030356a222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3832383433325a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303033222c227265666572656e6365223a2252463232494e56323032363030303033222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d383261657737767430337873746a6e367a7731222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31343238302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31343238302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f7239543771564f78703469766355644b365a744162734f4f486276736f396b3355786d6e5a4a777a4b476b222c227265636569766572223a7b226964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3831363831355a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3832373839365a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:11:43.825392+00');
INSERT INTO public.events VALUES ('01a219ea-2063-7c27-bec5-0651c6b77bb5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.created', 'payment', '01a219ea-205d-7a6c-bbe3-7adf1c73c441', 1, '\x7b226964223a226576745f30316d3863796d38333366676b7678683836613733626579786e222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3834333735335a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3863796d38327866397062717276747677653737683231222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22696e766f6963655f6964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796d377262663974616b6e336e3135653279773535222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3833353937385a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3833353937385a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.835978+00');
INSERT INTO public.events VALUES ('01a219ea-20e4-7767-b8cb-80bb067b0a82', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'refund.created', 'refund', '01a219ea-20e2-74ef-b165-d775c52c6be5', 1, '\x7b226964223a226576745f30316d3863796d38373465786b76686a77307163333770326d32222c2274797065223a22726566756e642e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3937323435345a222c2273657175656e6365223a312c2264617461223a7b226964223a227266645f30316d3863796d383732656b7176327365716571326a72747a35222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c227061796d656e745f6964223a227061795f30316d3863796d377638653437393471303337726a7030636266222c22737461747573223a22726571756573746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3936363739315a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3936363739315a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:11:43.966791+00');
INSERT INTO public.events VALUES ('01a219ea-20b0-7ba6-8b80-775cbc22c94b', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.failed', 'payment', '01a219ea-205d-7a6c-bbe3-7adf1c73c441', 2, '\x7b226964223a226576745f30316d3863796d38356766656b3871303371626a7932356a6162222c2274797065223a227061796d656e742e6661696c6564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34332e3932303731385a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d3863796d38327866397062717276747677653737683231222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22696e766f6963655f6964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c226d6574686f64223a2263617264222c22737461747573223a226661696c6564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c22616d6f756e74223a31343238302c22737461747573223a2272656c6561736564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796d377262663974616b6e336e3135653279773535222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6362303130666663323330373766383137616364303539333264386533333865222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3833353937385a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34332e3931393232355a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796d383239663463613572787364666566716e3038222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c7d7d', NULL, '2026-11-26 22:11:43.912901+00');
INSERT INTO public.events VALUES ('01a219ea-212a-7270-9f8e-05dee513c295', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.reopened', 'invoice', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 4, '\x7b226964223a226576745f30316d3863796d383961653972397a33673576766a6837676d6e222c2274797065223a22696e766f6963652e72656f70656e6564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34342e3034323133325a222c2273657175656e6365223a342c2264617461223a7b226964223a22696e765f30316d3863796d37737665747239766d7a326632773973667961222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c22737461747573223a226f70656e222c22736574746c656d656e74223a227061727469616c6c795f70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796d377378666a6638316734306567357737776d32222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a31313930302c22616d6f756e745f647565223a31313930302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313930302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f3641664a6976316233334b416e563036724a4c71635130625244754f78436230773145336d346e71754267222c227265636569766572223a7b226964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3534353033365a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34342e3033383431335a227d2c2270726576696f7573223a7b22736574746c656d656e74223a2270616964222c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a307d7d', NULL, '2026-11-26 22:11:44.024792+00');
INSERT INTO public.events VALUES ('01a219ea-212a-7239-a36a-f21cf0051325', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'refund.succeeded', 'refund', '01a219ea-20e2-74ef-b165-d775c52c6be5', 2, '\x7b226964223a226576745f30316d3863796d383961653877743674716a336b723061347335222c2274797065223a22726566756e642e737563636565646564222c2274696d657374616d70223a22323032362d31312d32365432323a31313a34342e3034323133325a222c2273657175656e6365223a322c2264617461223a7b226964223a227266645f30316d3863796d383732656b7176327365716571326a72747a35222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d3863796d376e7866763562797a3073737a316777707264222c2270617965725f6964223a227079725f30316d3863796d377331657a34726a306b6d6d36657265303734222c227061796d656e745f6964223a227061795f30316d3863796d377638653437393471303337726a7030636266222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a22323032362d31312d3236222c22676174657761795f726566756e645f6964223a2273696d7266645f3835633562313030626435313363643637373437653464326538346430326533222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31313a34332e3936363739315a222c22757064617465645f6174223a22323032362d31312d32365432323a31313a34342e3034303437355a227d2c2270726576696f7573223a7b22737461747573223a22726571756573746564222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c7d7d', NULL, '2026-11-26 22:11:44.024792+00');
INSERT INTO public.events VALUES ('01a219ea-dc3e-7fd8-b449-d7350f364054', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payer.created', 'payer', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', 1, '\x7b226964223a226576745f30316d3863796e713179667a6362386a6571366d376b6367326d222c2274797065223a2270617965722e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33312e3933343938355a222c2273657175656e6365223a312c2264617461223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226f626a656374223a227061796572222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c22757365725f6964223a6e756c6c2c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c22737461747573223a22616374697665222c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3933333635355a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33312e3933333635355a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:31.933655+00');
INSERT INTO public.events VALUES ('01a219ea-dc56-782b-924b-0d6c7485b600', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.created', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 1, '\x7b226964223a226576745f30316d3863796e71327066306e73346a72646468743862646730222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33312e3935383530335a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e71326765306862653430346a79637862733168222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3935303032365a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33312e3935373638355a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:31.950026+00');
INSERT INTO public.events VALUES ('01a219ea-dc70-74cc-8824-5a5b35583a45', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 2, '\x7b226964223a226576745f30316d3863796e713367656b3638673932746263746e67656a35222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33312e3938343239345a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e71326765306862653430346a79637862733168222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a32333830302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f496f354c4b517a4a574754356d36336c436f696b516a6d4945453876415554744b526f587a696a34435434222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3935303032365a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33312e3938333738375a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:12:31.973246+00');
INSERT INTO public.events VALUES ('01a219ea-dc83-7292-9936-6861432a302a', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.created', 'payment', '01a219ea-dc7a-7f01-abd6-ab785783632f', 1, '\x7b226964223a226576745f30316d3863796e713433656139396a646b386335316a6d633161222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3030333135355a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3863796e71337466773074716e6e626631627236727366222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22696e766f6963655f6964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796e71313965737838717177356a36356733306d66222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3939323730385a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33312e3939323730385a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:31.992708+00');
INSERT INTO public.events VALUES ('01a219ea-dd48-7e1a-8638-df813b2a7272', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.created', 'invoice', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 1, '\x7b226964223a226576745f30316d3863796e716138667264386365367a6734786a6d776b6a222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3230303837345a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796e71397a6536767268687235647a65656670676e222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e716130653939736d786367686470746e6a3962222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3139303132395a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3139353733345a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:32.190129+00');
INSERT INTO public.events VALUES ('01a219ea-dd5e-79a2-a8f7-01d230a2a3d8', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', 'invoice', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 2, '\x7b226964223a226576745f30316d3863796e71617966366861687872317438726135387972222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3232323539385a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796e71397a6536767268687235647a65656670676e222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e716130653939736d786367686470746e6a3962222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313839382c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f436666566b4157394773475072635f3151703241737034306e4479446d7a2d79636f74667a64795a514e55222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3139303132395a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3232323132395a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:12:32.218031+00');
INSERT INTO public.events VALUES ('01a219ea-dd6c-752a-ad78-bb73c2dc6e57', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.paid', 'invoice', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 3, '\x7b226964223a226576745f30316d3863796e716263656d6e61747935766566316472766a71222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3233363331325a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d3863796e71397a6536767268687235647a65656670676e222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e716130653939736d786367686470746e6a3962222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a31313839382c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f436666566b4157394773475072635f3151703241737034306e4479446d7a2d79636f74667a64795a514e55222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3139303132395a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3233343837335a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f70617961626c65223a31313839387d7d', NULL, '2026-11-26 22:12:32.232494+00');
INSERT INTO public.events VALUES ('01a219ea-dd6c-750d-8470-0a4d55794e5d', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.succeeded', 'payment', '01a219ea-dd69-7953-adec-773fd0e8271a', 1, '\x7b226964223a226576745f30316d3863796e716263656d367238773061396e61716a6b6a78222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3233363331325a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3863796e7162396635397476763371377a386567397274222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22696e766f6963655f6964223a22696e765f30316d3863796e71397a6536767268687235647a65656670676e222c226d6574686f64223a2263617368222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313839382c22616d6f756e745f616c6c6f6361746564223a31313839382c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e71397a6536767268687235647a65656670676e222c22616d6f756e74223a31313839382c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3236222c227265666572656e6365223a6e756c6c2c226e6f7465223a2241742074686520676174652e222c22676174657761795f6163636f756e745f6964223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3233323439345a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3233323439345a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:32.232494+00');
INSERT INTO public.events VALUES ('01a219ea-dcfa-7b75-90ba-a027a4554f88', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.paid', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 3, '\x7b226964223a226576745f30316d3863796e7137746664747331656e3034796a35616b7738222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3132323639355a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e71326765306862653430346a79637862733168222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f496f354c4b517a4a574754356d36336c436f696b516a6d4945453876415554744b526f587a696a34435434222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3935303032365a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3039393737325a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22696e5f666c69676874223a747275652c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a32333830307d7d', NULL, '2026-11-26 22:12:32.088485+00');
INSERT INTO public.events VALUES ('01a219ea-dcfa-7b3c-a624-1fcddeb09b40', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.succeeded', 'payment', '01a219ea-dc7a-7f01-abd6-ab785783632f', 2, '\x7b226964223a226576745f30316d3863796e713774666379616339307a7371666231367430222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3132323639355a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d3863796e71337466773074716e6e626631627236727366222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22696e766f6963655f6964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c226d6574686f64223a2263617264222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a32333830302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c22616d6f756e74223a32333830302c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3236222c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796e71313965737838717177356a36356733306d66222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3236626563326137396334656436653463323265623831366633363031333231222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3939323730385a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3132303131395a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616d6f756e745f616c6c6f6361746564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c7d7d', NULL, '2026-11-26 22:12:32.088485+00');
INSERT INTO public.events VALUES ('01a219ea-dde9-739c-adcb-0f820d7b2a99', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.failed', 'payment', '01a219ea-dda1-77fb-8d2f-f5cc7964cb18', 2, '\x7b226964223a226576745f30316d3863796e71663965656561766a72666738367170616d73222c2274797065223a227061796d656e742e6661696c6564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3336313231375a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d3863796e716431657a787274627a6e73687770396a7272222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22696e766f6963655f6964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c226d6574686f64223a2263617264222c22737461747573223a226661696c6564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c22616d6f756e74223a31343238302c22737461747573223a2272656c6561736564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796e71313965737838717177356a36356733306d66222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6235336434663137396230363031363833386465653930316636623430613665222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3238363135325a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3336303334395a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c7d7d', NULL, '2026-11-26 22:12:32.339604+00');
INSERT INTO public.events VALUES ('01a219ea-de68-7eae-b077-ece45a834d0a', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.reopened', 'invoice', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 4, '\x7b226964223a226576745f30316d3863796e716b386674716230787a6377686438366b3861222c2274797065223a22696e766f6963652e72656f70656e6564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3438383930375a222c2273657175656e6365223a342c2264617461223a7b226964223a22696e765f30316d3863796e713265667264726b6d79736a30763076337137222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a227061727469616c6c795f70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e71326765306862653430346a79637862733168222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a31313930302c22616d6f756e745f647565223a31313930302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313930302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f496f354c4b517a4a574754356d36336c436f696b516a6d4945453876415554744b526f587a696a34435434222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33312e3935303032365a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3438363839325a227d2c2270726576696f7573223a7b22736574746c656d656e74223a2270616964222c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a307d7d', NULL, '2026-11-26 22:12:32.479886+00');
INSERT INTO public.events VALUES ('01a219ea-de68-7e94-a354-8e4de01d69be', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'refund.succeeded', 'refund', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', 2, '\x7b226964223a226576745f30316d3863796e716b3866746161366e34653971673174746479222c2274797065223a22726566756e642e737563636565646564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3438383930375a222c2273657175656e6365223a322c2264617461223a7b226964223a227266645f30316d3863796e716a31667065737a72637734766a336d74356e222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c227061796d656e745f6964223a227061795f30316d3863796e71337466773074716e6e626631627236727366222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a22323032362d31312d3236222c22676174657761795f726566756e645f6964223a2273696d7266645f6562333364383364363138383833306165626432376565313335316262353161222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3433343337335a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3438373830335a227d2c2270726576696f7573223a7b22737461747573223a22726571756573746564222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c7d7d', NULL, '2026-11-26 22:12:32.479886+00');
INSERT INTO public.events VALUES ('01a219ea-dd80-7be7-95dc-38402f5dae1c', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.created', 'invoice', '01a219ea-dd7e-79c8-b047-462f82478852', 1, '\x7b226964223a226576745f30316d3863796e71633066666b73627131723830716e76626777222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3235363733395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e71627a657661386b657a307839783671616630222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3235333238305a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3235363137365a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:32.25328+00');
INSERT INTO public.events VALUES ('01a219ea-dd94-7b5c-9bb5-22417a7906bc', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', 'invoice', '01a219ea-dd7e-79c8-b047-462f82478852', 2, '\x7b226964223a226576745f30316d3863796e71636d6664653971643932383578376a316e77222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3237363730365a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303033222c227265666572656e6365223a2252463232494e56323032363030303033222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e71627a657661386b657a307839783671616630222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31343238302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31343238302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f58566b4c583459486163683236383743345f7a43536843676e6a33513865646735556a394365785251304d222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3235333238305a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3237363330385a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:12:32.273468+00');
INSERT INTO public.events VALUES ('01a219ea-dda3-7a05-a0f1-090f72719226', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.created', 'payment', '01a219ea-dda1-77fb-8d2f-f5cc7964cb18', 1, '\x7b226964223a226576745f30316d3863796e71643366383274317738393178733733346836222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3239313632315a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3863796e716431657a787274627a6e73687770396a7272222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22696e766f6963655f6964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3863796e7162796637346230687436357931346632326a222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3863796e71313965737838717177356a36356733306d66222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3238363135325a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3238363135325a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:32.286152+00');
INSERT INTO public.events VALUES ('01a219ea-de45-7d98-9524-c620c7ff23ec', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'refund.created', 'refund', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', 1, '\x7b226964223a226576745f30316d3863796e716a3566706339613936363433337a79387a63222c2274797065223a22726566756e642e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33322e3435333834315a222c2273657175656e6365223a312c2264617461223a7b226964223a227266645f30316d3863796e716a31667065737a72637734766a336d74356e222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c227061796d656e745f6964223a227061795f30316d3863796e71337466773074716e6e626631627236727366222c22737461747573223a22726571756573746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33322e3433343337335a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33322e3433343337335a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:32.434373+00');
INSERT INTO public.events VALUES ('01a219ea-e07d-7108-996e-e305834d3f88', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.created', 'invoice', '01a219ea-e07b-7684-89ad-cc15be21f0fc', 1, '\x7b226964223a226576745f30316d3863796e723378653434396a7671333070316d74667738222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33332e3032313035395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3863796e723376657432386b62656332707a3233773777222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e72337765376e616b776a376277337637633732222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412066656e6365222c227175616e74697479223a2231222c22756e69745f7072696365223a22333030222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a33303030302c227461785f616d6f756e74223a353730307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a33303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a353730302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a33303030302c22616d6f756e74223a353730307d5d2c22746f74616c223a33353730302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33332e3031333838365a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33332e3032303731335a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-26 22:12:33.013886+00');
INSERT INTO public.events VALUES ('01a219ea-e0a0-75d1-9a71-8c326f3b6119', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', 'invoice', '01a219ea-e07b-7684-89ad-cc15be21f0fc', 2, '\x7b226964223a226576745f30316d3863796e723530657138736d7763633639716b70723873222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32365432323a31323a33332e3035363335385a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3863796e723376657432386b62656332707a3233773777222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c2270617965725f6964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303034222c227265666572656e6365223a2252463932494e56323032363030303034222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3863796e72337765376e616b776a376277337637633732222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412066656e6365222c227175616e74697479223a2231222c22756e69745f7072696365223a22333030222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a33303030302c227461785f616d6f756e74223a353730307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a33303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a353730302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a33303030302c22616d6f756e74223a353730307d5d2c22746f74616c223a33353730302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a33353730302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a33353730302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3236222c226475655f6f6e223a22323032362d31322d3236222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a31383433312f76312f7061792f7957786c54654c314e43384a746d755f4b70566f6a6b37676a6c724333574e6162352d6f79396f45785745222c227265636569766572223a7b226964223a227263765f30316d3863796e70793265786838307a7263646679376e366661222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3863796e713179656d66736868727a35373035777a3872222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32365432323a31323a33332e3031333838365a222c22757064617465645f6174223a22323032362d31312d32365432323a31323a33332e3035353832305a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-26 22:12:33.045923+00');


--
-- Data for Name: gateway_accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.gateway_accounts VALUES ('01a219ea-1f0b-7a74-a9d4-75095c2f70a5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'simulator', 'acct_48837f14d07e1dd4da449c76', '\x010b646576656c6f706d656e74185a4c28425f6938454c8f45f7ebafa2938997ee0505979a36639a05f26e0daa9769f2b6757aafd7777ea62046ab9826b0f5ba33ae9aa0ca08a21bf0d187868c04ee91ba0fea9ca3cd1e8a86434ad9b8e62366bb525694886f7c0994beff042cc441f0107d08f91208fb63f58757be103c517398c403544a4f04f2fb3d3fa14c4368ae597187472628f07b394bd8c7e511af1b82744001c96a55bf1d467ba8b04c69824ed77326e3b373a8fe9f68c2df392f33c39c4a59c36801e863d00390bb08b0699d6931100eb7a04851f5f0d690f2', 'active', NULL, '{}', 1, '2026-11-26 22:11:43.497007+00', '2026-11-26 22:11:43.497007+00');
INSERT INTO public.gateway_accounts VALUES ('01a219ea-dc29-767a-8bdf-85918b01828f', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'simulator', 'acct_e655c88d2900183ea6e0f7c8', '\x010b646576656c6f706d656e746cdcfebf6753c4c5bd1a3838523ec6ae6c213ba806e4bfe6a30410ba1b81b97b0d56b49ee3a16a440cd95d78429bb1db9688a900a694c59d8d370060a59f75d31ba074179f79851212e3e1e119ba8244260827824e35d8449927e6a14e1c2d68102ac506a86c88f6933a59e7388d9ea0c76276e159946719893872d8d04e0cb255e6190419f142b9c088456de28757405497cfbac27118c6be8c1f1504fc7c350271b3e331d1b6ba0b8621fc96f006ccbee2aac200a1942b905b9807ca84f3d3653f4a760e36608cdcba019b33e43b5976', 'active', NULL, '{}', 1, '2026-11-26 22:12:31.910023+00', '2026-11-26 22:12:31.910023+00');


--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency_keys VALUES ('01a219ea-1ec2-7d8a-b7fc-99c789e47abd', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '4919decd4872e300b6725f84259c0cc3', '\x53fcdfe4c806a743eee742407ae9153e8d90a9b648b794cfcd306a4b5f3f6af7', 201, '\x010b646576656c6f706d656e74100fbe59d75fc4b108bf922a0fce37d450025eba64c59c14b76563c35b91d1bc8e106e6908edcfce099d3dc7feb87eac16e0f01a246b7d4726f326bd2edd25ed48d19b19df1bcd89c20020a952f178b9c5fc92abda8f4fce74bf53822fcc8d3881a88a3622de1d4dc68d81e80aa2d6b92d9aab89bc7a22f97bb7107d725989f142d1d8a40fd4e95e86064616ad3983c43a373df6b1608cf6152dd3d7f623f7278d3e9c29bc91e8292591426f88de4c2af0e9d6c73976ed3d57fb1cbf8dd6224a6a82a6ff2929f8dd67b2fa3c994f7bfdbbd1e56f8b92a89ece212028d6d16581ac42774898830ae4550349e69271d288da7bde6f27b1e5fdde8df25ff14c1275b0962b7c9cd05cd9fd44f60e0377c2ab53e38a166e59e89b706cf19002272b38ef07b968d9ed2ad1ab36934686caef5842e77132f2d07156a66a27fd31262741f9e5d5e6160bce999cd523d55648fe1d48ff253b1bb77ecdf3f30cc6aa75fb2cd9cfce432146d1fcfe48e83dfef33e40f632059c0c1a6233ad4df8efa94de04c0b9741f9bedfda3ea1bb82d3a093e1ad7a8d221a3ad8d02a498bfd86951c50d82a412265c981922a9b767d93b499e5b9804f07f9b68f35bc705868bcc169b952df860d695cd328fb346bd9b1201f1d5f3161dfd75ab1f4c990ebf0468f6be8f9031c22c6ad56e1b98b0046ac946a1468cbd15a33517307d91128423cb595615802214ac1c861140e66ac4ffbcfe439febbdd64dcc2b1f1a7d05b424d6cca7bd4c39fbff814f79f3b158d7f5017612fa3db69a5e3', '2026-11-26 22:11:43.418794+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-1f0d-7acd-b91f-eefcdfefc611', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '88131dc4edd4a45b264af03d26a2fb94', '\xe7dd4b4b980affab9673edd90bb683c74ac93fa637b8c9eead3497600a7c2e34', 201, '\x010b646576656c6f706d656e745f17a60196d4704d0dd337a0ab6c3add12905d6bc7c7a83efe4aff9fa71afeae88b2c53c3becce4d46679c975a8da69b31b7cc79ac7a92e6dc61eb07e1a85c2aa8db937aa6405b1a6ecdfc6b0f496a03ec98cf86289399cc0c8c096bcff97dfad78d3a27ef63e950bd792f1b6b14757b5133a4b68a72f60c9286cee2cfcd40d6c1ba644028856b0214c8b74ef9b07ae8c865b954879b49903855aa1c915dc920b80cbc68058c7c420a450a5f7a3718ee3a88bc12d03eb7e3e05e355f8c9951cd58953855802e3a0ba0c54a7eb20e8fa35eb3d82d9645a31b991f8c9f0b1bff057917212079656a8f7b1d35af03cee8a70643eccebdc718f1be22638e8e3210c9bf48496a6dfbcaaac2acd395bd12cf0b3c8fc87b118520d6253104f27613a047664cf9e096e59f2c74228eebb4a51b143c99176202baed5a71ce10955426b552d6ce15711e79cc2f125c3b96c38d3193437c5249b442ea43e567baca61e9bbbeb667fba412cce930b98d1286f5cabcff4ce83f87a2c0fbfd463c5fc9174e6f092df0c0da279ed27453823adb23e739ed80c5a6c1513a8d04ec82dcc05b396db450eac67a0889a40786a40a3c617581ee3ac2be480df43cce835bbb263cb2ef2743bc2fc0674e47394a01b4641c8f1576eea9070937358df24f15c263bae5bc41936fdb2fffa25cc91bb825a6d81454ff5b5b9faff0869e9f1b20380fb956df9c8b87bceda1138c81376c922c4418825c025e26ebdc88e3c5f68961cb9d19b2a0ae9872c50547c540224d1d8e523ced725e4cd303', '2026-11-26 22:11:43.497007+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-1f19-7b16-bbfd-33e32a2c34ca', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '3519cee384418ab0ff2c16af59cc54a3', '\xe3ea2c5dacfbf70319e8693d2eb1c833ab1a1caef1641c197b209dbd666e215d', 201, '\x010b646576656c6f706d656e748b665aa5ec7b913a5818218ee6495dab493476457ae9ce33f9f540368bce5bc50f6716f34e7437373fda068ea37995b090c8b2f46b3d4cbfb0b827783d4e87b2579f555a603aa619cef73da5b839a7de519353e37792bf1e1a51d4e639bf531d008be6a7c3c11b5e2a7cff37f826ab3650f2c0ffc64ed7dee2cbf8f874cb1196458f96b473f23ac48725bc2bee64ea6cfbed54b83a4ecabc3be878282db0feced5ce85aa1be57bc9cd8f92164201b7fa04f097a966a97e64794da39c46db64a6989851260392492d5d09f7ed5ffb9c8bd4551b7d9ef7df5e110671bc3c6956e8ed4f98780c01fc98cb8366de19cf95eed98c6e5ab1ad4d7213a73a0ce19b25296903fb5a57125d188f31dbfbc8039dab909a5f0777a01ab76c31fffed158aa327cd006ec7de3da1e77f03df006c0dfd284e019b7fa575dd17327a8ecfb964a459d413441869945e43ce19567c2a1446103a640e493c9c6b4ee07a0002c4d4fcaeff116702dc6349dc9f00ebdbcf11be1fcced397eb7c67f05b90bbd62efb34ccec4cc4d0263d53757f0eac7fcdebccbea5408da2d595aa664ef3c306d74b75df0fe0f58dc69b7a91b9c7b70d3921911a4b428b459b63409a03d2d62b141caeb51f9b26402f784c3fc8436246f03b7d2815229f649d9c002ce994b85a28011b10ed8f234a61e841b34e4f49e135415592430727d380a80fa397ef443f4551889bf94339a5ff30890d35269d9703c96ef29f0d564e485043353e456be90afbcd1dcca904c7cbdedace533dc190faf1b908e128219aa82af07f74c8dfc40d9ce913d251981f75a3b57516ab8bc4fcb84414c8b3d92509', '2026-11-26 22:11:43.50894+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-1f2f-7985-a4f0-e4b9701aced8', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'd886b54bf515854ad2038b705ebe9d01', '\x408aa5cc3d221e8be873718bba726af84d89053bb83f7d14be3e6ad20a97ce05', 201, '\x010b646576656c6f706d656e74e2d1ccf5b1c989a390126879fc8f3d2d7e7ec028ec20fcb930373d0c7a99c00b2c84b43a0039876f4f8e9f528ea801a2d797114a2aa4095575686071ed7a2ef1ae930687e76906ee9a82584c848d81025a92a663ef85be886c656b5e00eb84a767905be810326b7573a0021ef3f1a7a4d8e465cf1394f75209b807d9a93a1a526f59aa62821ac2207018439386e6a9f3a515265d05275165165793b20c3914c8b898112fc0f62a0f58382ef8295b823dc5020b4b77021d5ffc55fcb09e68bd7ad3d93889548266ac148950ee9028488ad392be98b34ab5f667aec4a8338009e616173479fba445f9212b853cfb313dc92c3c7c859b2af6c1686c8727d4dd01aa0e78e5632c5a5f8e96f5a5df998ded74d459a6ea0676474668c77279cb134b550831b7065e15bebf41f2f2ddda8bb62253f6a5e8303c2b70b8dd51ba6d36730d40017b664c5dcafd39a7fcfb0e850db3db8da6d0d58ca315bab2e26d084f8132e8e5bd4b331c3968a3fe9af9477572562d378abb7a9506ca528671d479fad3099616e07c94082b35eb8916cb588df046325c4c6ac92c4a6c32fed9858348d5183cf453280df848a3e01518f26e6f8ee91cb581607fc122f384d3965358d10f2ea674e5f3ee0d65b255a2f02382aff022b9fa3810', '2026-11-26 22:11:43.520299+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-1f4a-76e3-b2dc-5ae3f227c927', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '127087046d424743ae76957a8a47c0d3', '\x61ede8b3ee2e44b45f797023a8d41bec651991420073323d60694594d4b09831', 201, '\x010b646576656c6f706d656e747f066bcb0bc691a68db11e3780a9815512ce1e168f71531efaa38f7f580f9f73363b077bdaef59e5c6c4826c0e2cb7454de0dde79f81236ffffc9e75e8f00bd3fbaff37b90f02ad0a7921255805bcf0c7b35635126d9654a23c6c928c3a80e2e8fbb3812b2f950208c7401ae313d67a17fc1cd171b4f492265945abb53e133c8ac96793608715526397515069fe91904317cabb513634ff103ecbda6ec81cff0d5057343d9b66296de0463e7d23f31aed2a0517c85dd29b3d958ff64dab241aa02d6613882170028385130de4c53ccdf3e71848f36bdf1ef223aaa6f9af1da093dc2d5b552ae61d9834bf5d7385b706eb5a8562b1cd0da996dfc7bac4f3c32e142f65f33c9a42a37184d572d3b81edf5e9c0b55c997db88db4135a14dc3e85af9009f059484ab13a042647f5d83e59770afc59da804f04f3ac749405924c3f86ed48faa67f26afaa6d8580a00c7d25ed9dd4a63756b6493ea96c0b84505f68b727913f7f126c54ac12f93d96e814b1a6f0c86457d7182cff995aabc1f381c72f30bdcec96e91c06a74b9a432075ec5df1c0530eb5c468448f867df6f3db52901b0a8267e79764588991871ea31334f8fb878c4c4224ea6d1e1f062edb24d8836db373b87c7c5c241726270d6068f580d09ab482c0e7540da978027ab2dc6a703304807dfb44e24332625ac3c0bd99216c5405c5a16928d3983e7ea075b56d7c39710fe9dbabe1738786b1378414cbe3e1ac5e1842e794dc36bdb56138be29ef0cb04a447241cc48bacedc3c0e120414d67ca695f0ef659b2c7500385be442e801c2115746b8af9055ba7e3a055dcb253a84be013cec9013e4565e13c5023f7b045ed65d6732e488e9fc37ea2145b5781bfd1ce20664ce8744d26a1df90729d0ac9e631f0399d36a32544b04e58dd9db30ccaaa065e779643847f886aada602dc69721e2bc772d4b58590454946242d7d62acbec4971a724d91cbcabf114a935e9b449bec7462e1db444ee1d130dbf38ad8ed43f550d0ed60af1135e536ebf181a062a5c66b33376c07cda522aefce6e7ac52905a76eef5b343e71f07e0f1e8a3008add9251ba0d51b6d829f2cdd702641320466bfe2de982f43b745d03ce68013235d7c9208e9424303b06cacd887ee958e8f23f323e6fa75f0f3274c31267a507c405962b178331b9b21e71b721b4337292ca0fa22d238919ab68875a23393481a5e5a6f496e6c11c0b3e54f2f2231d03cb244aab283fb4d18f01ae8eb25122b72404591116753389d37b00a58d4fce024457b0d68e87ddbb506fb15cbf154a00a74983e57daac67148387d9dd68f174f4fc6b555e01ef8b0975197c4f4dc5908d766a428e7ea344571f600f5e4765d36f72fd0759cdfb03c0a17cb3a9f0c0222e9d41fc69e8f8dc6320d0c1f0712f849d04aab8cbbfb094af1d50ce43fb2c863bcec337eda8ad21f82bef45901dfb180f3c1e9268f6bc8f8d9604c65f071ec01128e9259abbe8937b0c0708bda086e265c1868c826bd12564ee3c70274b1bdb3bc835f859fa260c75519cabfe6a8fae1a26251f28dbd94c3dc0a7e9a520607e8b3403b4e12b11056297d0565725a805e0f7516ec8029dee165a2c8e0cb136a09a77fbc6d21bae2b3350fa85fdd09ced4f2f6f0ab0a32d9b3e216565b1416b22d6fb60f60c5b34db4821291', '2026-11-26 22:11:43.545036+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-1f5f-752a-95b3-fc126bbead8f', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'c3716e17c8f23eec8c1625851ec86693', '\x3599232c565ea097a795dbaa7a62fc0561776ae4a42493002dcc63c1a2665cd4', 200, '\x010b646576656c6f706d656e74e325098a770c30861c19638ca70f031551a6332f14f044d5ce047cdf772da380227cc75b6150879550ca1b87e8aada03c334d586fe758a8018ff87e6d57bf810e4ef0d25a439b72a0e81411dde91d3d2ce572bc9a6aab0dde5529e770df2fc0e922db7e05ff8131b0c251a5637246d1e7498d1b11f450fb22a4011b13620df36c73db1d9c89f5743f669c3e3d163abd67eb589952d0ec3285461a862d58af8b2d7a31bc6af441d3b2d1371e10ac5f57acb970038dd2d3dfc5ae04df659d53ee388956bf89426b69d0612c629fafc27fd441d62f6b2966823568f51b16225ea1b2179d564994292feb38ca7f88c97392c67988decd601aa9b4630e63dce1e68cf04dfe75a93c794bafc98f259c6a557c6c1feb69238507bdff55922319f6b89bb05a0abae84cacf72fc0f1ec8acf6a241bee535014f68aeed60b11bedc529b750e78503807645ae6d4a2bdf9aada4f7913dfe5d5494c7934269f440b58e6744ec7589157bf4ec7e9e65ea79afa5e412add8a9de7098bb221c24a1163c1b54173073ca852eeed3ed2a812745e69c2012bebe7e16c5109306f2ce117126c4e19535fcb1d4324b3e50dc0b21f964da4315d9d46589014a35470fb67ed7c42816b74c1d6d9112a9ea90120cafd6eb01a6d82e7a12c42495cffeb84884ba61f64f43359fdf73bc830d13e56218afe7aa4b5ce49b9f5f8de3ebf454172284b00fc1d9a0c60a7a675fc859ff22dc46dbff6e895bf43628ce5f63b66308803c36518ca40de7c5491a906c31ac2ae4304acea2d0c7f4cd962ed5ae93042643ea0df8013c5f0685531ae4d5c58ba02fe41019fc54bcc8c65ad17deea682ff8cace21a0f4f22871bb136caa09e644603f6d2648c798fbbe849efd748d8619fc7d4f6e391141e4793b79d4a2770d7b09605aa4daae3e585cdeef58976646e0a7b26fdb75392ee44bdaa3a761d7cfe7ee709d60a80217917a691058428c06230076b45a093245ab1d810d724ff03783e8c60f5b226c1aa18b6b7ff60974834e2ef2651c6340f751388ec95a504195dbb0fa77b84af571728f80ab31f0fc31fb62483b33a42248f78cf5b77324ffd56dfe5a567457fe429afdaeb41dcfef37072badd78aa6539da3f81a55f44ea1b5683dfdf15943c7039e383fdc1f372f2abaa882e3065b655eab7beaaa85ddfd80cae685b7f1d6d5396b351a4a4a95c6bf4ae60304751b51034589cfde72bb9a34b760e71bebbf542b1a4a879e176d94847c63b4a98bca55dfc5a7bebad752c6eb1512e823625470d966aea1a998bf28809dc0e16f845fa4a652014fbd90b9dcc3cb14344403c289d12471bab1fc6764c86593574b242d3d8fa4c982e8006467cf0b68e8f63fcdfa60101a45c501a03adfa1994a498cc5d3ff5db47b9185c79f3f39ccf44edbd8c974d5a7dca475c3886bc4510baaecbc3248d54a4eeedfda14b8cb73689a4c442f924a776a64dc8de751a7a41cd9b74eed912c3ee002e212fb236a2cc5749e89cd23268aed9e9bb8961dec422dbe74c89ea671b225615a4c21ad32099d1eef658868ec60232c51509a3f8b7f84c8645ffb255ac132b7de0e88d34ae7e54bf774750085adb941084f602097e67b3550f019c55130725566a538a034670f736fc4821ecba072bcbb62a1527f312be2fa6494684a02f37511e1b88a43af538b51ddeefcf7955a778f8203a82774c4f8b5bfed7810db56e789b9fafb1015668bf8251b2c3bda32125ec0d1f39882b5f57a943ae4b0f1242bde2ae6784cc35ada026ff46ba458780448d8018219afb177f87f0e9b77511c3d484a76fd90cd2c95d6145311ccd0ac38a8f9caf371fae1bc45a729bc255be899e13bf05ca49a3526123a6dd7c65eafd3373ad549204641c816e34047fed7320903ded06b24dbb1f564815d6e0a73096b5faf6d5497bcc2e36a4581ecdc9954c4d645602620fcfa19c75bd614b9d992d0ed3725dcde31f7254331a5e1190eaf2211a06bf288dca5181e23c37f42f3f786f9df78fdd128757da052649fa6703aa3f36cb496e6f3cc8d3d813fdd3f52c8e0d4703c55f60b84673b2cdb3d249347be733ca76f7206ae8a2342c85adce8a0b11ebf49386a6dd804182c600dd4a984fc7f08959a6632eb104cebfff2c38bf742013f7a1b4862427', '2026-11-26 22:11:43.570057+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-1f72-7356-9e8d-526cb21ef367', 'pay_link:6cdc3f4bca4ecf23148ba47db75e61d1', '944b93057923a3bc73b1ddf063d8e5cd', '\x5031df2299d39b881b2c08576a3f17cc54cf215f5c0952b6633b9d2d44793e48', 201, '\x010b646576656c6f706d656e74ef2981ee981f49f719e2459925ef7cce307824d5f43039b21e1be029663beed625b32ce591758a06db3fb9bfceedc6b7c323966cdbba7c8729a8690cd697ae536b46c81b78d75f71ffbdc87cd0fa673a1569467d3f900bb0a09522fe2bbb4b9492d146feb0435b2b8d51159ab983a75b64c7fb496264483cee3425107569bda42acaca2d727f7b655122612a1bb9bfd19b341b8af6323573893a387130e5c38c2e22e2efc37868b53c4857145ba9ec1e1750c6e764a7a4d9961fa0621ea95093161a7da776c7c94a326224b201dec8704d8f7d3ad67a4faaa95bb3c0fa2e25a0c8719c91846d28d9d5b2c1d66e73b97bf003129e6cedac95f4b34a18a923b2179ae220d643fea1d304a65524a0c05ce6c45e5a605b31956388fbaa2d92b07a94f52497913f968940cb84041952cbae7172858873bcf89ee8e1a569e7a81c188685e24033e4521225f4b50a8a4a57fefb8b86b1b9cd2ab037812bc967e47d1af8b31b2ca93031af305aa78fb738eb66768acaf8203bf20723d17915d336fac001509a5f3a7bc0c013766bbdb4e282a9263a166f1f658e87957c267a223ff34f07d9e225f5ecca77b76232a59abf45617e7e401aeb301fe4c820999a1350163f44e26a9f32f38b6f62fc58b30c97c1dff89948eb6205515cfd4533773540280f33c06dac82ef63582e6a65341206c30a36b88471c2346e4d20c3f6cd8f05d8fde807530e3b1e6813997d3a17fe6ddaee98cabefc947fade6a5561c0854be80362863f0715879fcf47234a0a26e1f44789fec071b7a6cae231cc657c801c30c99bfc202767377707e41858a4109604108ec9543e55fedd2601efbe5e8b6e40f91656600e35ca61490b0bfb1a6876650e3538ac30514fc5511ab6f2cc73cd95f98d9f56725041fb2c906ad1f1543c1fe24e7c1df2b4104807f3c3e8559b502d277b07fd4a7d8a06aa0d6d2f61f98f9506cc87315402baec32b838859f95d6dd1d1f0b92f1757b427191bd1e0e80c6b59130624b0c47055bcb987d3b4a1b1ad3b95bec4b198b99c428e417a81f95fa0d9c8637d2f3b98e93094f5c2333a715f48374628cbb489a9a156e0d452113b19b0d35b9a64341b2e074e6d3061036bcee03cf28f9071394b006208188d67ff17fe6502366829cd206ca287267cba69efd245634e1b065261c6a8114c27157fe62b55111a0c12661e5bd1a6fae7ae74d2b304d8378ec745ee6195e5b0ce39d765994d603e9199c9a560172531dafdb80904d65fe2cac57fdff8dbd5901ac35ab9498421a603a2a167cc5e20e998529066a33d63e26d5e8cb1db329dccf3a848bf043cd7d51f678d90', '2026-11-26 22:11:43.58782+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-2020-7507-bfe1-f108bf7b244d', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '2752d47bee2282a6ab9883d1a94e7abf', '\x3e20d206dce55eb280863c50cfbf610c88f84a90bf856292618e35b3fdc28886', 201, '\x010b646576656c6f706d656e746fb0e7205e105bfbc6aa1290ab27ba19266b1120f0336c2758a2b586b9995f77acf63d215169934df347e08b80cf1d3cfcdf1a9566b9d03a24492b39be8d9f9ac607354c328152900b8d1b7bbaa2e67f343ab289c9ab889a9ce9d19b667e53b7fac298bd5d7c68a7b7dff1a08a2ec7986721d7c196ccbfd40bfdf16f04bdc26dccb9b18283a629abb10a213897ae8c8adacde5d8f6163dac0b20e7f1ffcea29c513805bccd21e9411f5230a1a0f1a32b1e66aee6070902515606928b1c7d701894d5be2fa61e7c57fd8546f0e05983d6e4063f4f5d1535d4241ceb4d566f5f8be9eabe706dbda81eb9e4dfb97464cd99deaa84fc89fc8b02c78bc5ef84c8167cc1f63094dd2ebff52ebd552116b5e5191a27d005cec6c2ce6e3fa12bbb27e13226aaad1f14d100f2e146e613ea28be94874c64db40669450d07d69f606e37029c5d2718fa58fee6ee09750489ea769b45fc6c763edea84d0d83c1225ab4040537fd8bf3280fe855dfa69fe6eada763fefd59b2ae0af56ef17ef1c64fc0d97b2b93f0a594ef798ad4a7ff5c33c077a0c1caeb1db407df4285dbfe3f2a53b2ba6e1e5f338df0a9bc52f66d479726fe8f427471f157d9464eafd4e6263f0e0b5c28b0cc2fb74bf979a3437ea50696b2488ee4f924d5283671712ab3d93d49aa5ed5bbb4eb091ef10fa3c354eeb99d659876a9a46b68035f1ee31e575ad3f27f1d0a6269aee5f8fea4926cb73ab57bbcf4c4bdb9a8a213f78659df4ff108dc2e8a1dfb060fc2c6705ffe15d78d4f68a02f10cb6a4e04e90b04238bed208030eba3668c5fa1641b8de470202f7dc6b778193a763409f4105ff8b5d68ecf4eecbef3e1292609b58e38365a7d5f05deb156ed6dde7f2efb0023d56f4bac059843ae216d299691cbd358304d756c0058170a662c58bdaecb62f105e03fe8aafb59cabf244468576f48329fad6c4725da6ddc765928888be98a95dab1f0c65de6e1e4aea420078b510edf29085c45f03f73fe6d289f8e54e74e8d3f4cf18864e15ea6ff4a9dd56757c09f3401a302ab2a1d921fa6e3e9cf4546ffa544fe5f64cea5552b0b7be16c2ae177334b8acc3cb59b08be809399aa28f97973a781582470ce7d6d44fc46284a86a49126392bb0932dc829a866df7a3db9989a461b8c57516030b96fc8978aea3d0ef6aafc5e54630fc3ec029322e9a22831a2cb7d3fad58337976e4a9d85a98382f3216a3b143f3ebe5e850108ee6e0156d4bdf1a1faa841090c452005700a016550380ce3378f7254c77c2e6c9f938f2b339f37492478b9e76dc5ca975d5d17ecbac514c8721aeb80c7f5a67e0483e56a2550d6fd61bdc30880bc5d89de279e2e0b71ae8b5bd1cf163778be27c19feb05f6fafced0476f693a808712fcf11c1dc36d824915a8e10f19626203081b630841ce606b96fc20456cadf3497bd0ec174c4be933391f77b61fc92d2cb43d9aa9da6a75821ec1563b3648da983294d334380cddd5a15e95a861b1b5061d3be26cc7fdd008693c02173cb8617033b3f27540787f49221912b7b57addfb8301f46fa3743dfe6b5ebf6bce26a6caa3635b06d780b5ae9684afc8480f72c5250981255c4d889726661f9230155470b76e73b07e25284b65c0b8abf7707d184aa0deb104761197aae54a5bd3a670783b5b3f6c950c07e35f64cdbc', '2026-11-26 22:11:43.77154+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-2032-7115-931c-0d1ed9cffb34', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '1e0d96cbfbf5167e72977e4380c941fb', '\xb7751ddb0e6d4d645e7906af5eebe3a3f284eee21e79aa2a7ff53a8c4aa98f15', 200, '\x010b646576656c6f706d656e74084d35567b5624043198592bdd9306e5156907d23fd41f48dd58596e680a12dafa36a38c1dab2ff6aa780c0624d31c4c3ef0ebead5f3fc97c2b4c22da4c876f4434ea4a6607e5d8e75952a87ce1c0c174f01c26b0fb3ff3ffeeda9cba3ff3cf9f4dc9560a61328ddd51add57cc89bc348aa800df8c966d8a5c6f0b2b88858e93408b8e4532a0424df0ebe258ebbf26f4882190726a78b3924039396a8078beedd8dfd786f94b7b3e5d3b5f448c0e4f22e6c8fb83c04c832c43a711cd8a275c153bf0863788138f84c812c5f5c6598457cc45a0785c68b67e4d811aed96e0dd69ccefed79ea981d81de5127938cbe28ce2ca5f704bcdbbb3bcd8b4994e79caa3636974820bbc856013bbe71d779b960175bb6285529b951e78dee19f8dd9871f686d0c76190594e2d7e5bac899e68a48a09020c23c1a2dfcc3281ae14fa381199fa6d88978ef7e89b7719c3df014d80b5a296d073213d3ad47394b15b909465cc5db08c227f5ee96cb46859900c70c03fab529353ab394d9f6f960bbf8f91481d39bcc2a1d7015cc9e915da906507a4004350855dc02e0ac5ff5409bdfaee181167475d9053175b64549d8ad636d85bef72624b6acbe862cd16e7dac1d6915761b24d4ffe3f4f774a54b5c6429c3bb8ab80af48f69323395adc0488211fb8a1b9acdea50e06ea1962d5f66b36bca65ef4bbf66e26a1548c019304ee9f02551656ec24c508c6beea4f820bcd3ce1fba6bf7b290fce594049209f51c212f1de92256bfc67361622f9b50b215183c362924a1877a2cd0f6854020e196610074d0a264e24ce241c8834522c2ae9244fe0c9939ff07e46855d3571a954ffd2a5354ed634d6fe0254dec41519da2df12a7684fe8148d76990ad303b509f82e87c6b9511dd04f83eb027225d15e0966cff27fe10402aa6b76a7e0bf09154c0c656132830077d7006813cfb1fcb211ca95ac3c9374739d15a9a8558d581e6ddd57c5ffe4c86906cdbb17bd2eaac39244572d007f1db7ae4b57932ede0c979ad0bde79c5771ba8185e676216df48015dde15bf515c4e3c8bdf5e13712cb9da6cf200b54ca5dca3f3830f067e77bc0c73f702e793e91522208d37975a68904783c0347723dd3d5ff705529824d33d9b361f96be7935d657654c46053eb84b2c48511c4eedb488490e3b1f5620ed008fd012213872336b6602f12da6f65338cc341459a9d574453715ade9fb4e8d7354ab60eb9e52db5fc93bf427e11c8a8b1cf6736b31ecc797c9a13aa766928f3211050082dc69064b6592fa9144a6007c130c45195bd584c5ca8113cc724ce5e4a438a4f3410187e935f82112b03e621dc0aa2c4ad7ca78d2c828651be02c7dbc8a81e4d904a9b0aec0657734d9115dc7ffea835d5ef5032a47ab361db1db0d9ec1731289f5d52480296d576926043fbe1c978f6845cdef9dd9d6fb0a6c3105813db33945db66c7f25d82e25f78a4a33487b2adabdc6b44591094c44c8d30b2641503e537190d7145e72c240adfd4a3fa1c16fd4d17a9348dfa8aea1e8d9274b0ba86f5fac8f938c653ff41547cb2d1c6e3a0aac13704e404b6b95e25ed1ee708ff21b1b93af12a65ec98f07a201db604fbefa088669031a89e5f81e1065f68af0ff44edd89ed374dd829c6c74c605d266c8f45d2218f7b9213fae691fafe5e0669817d99bc428de9b7286d5d52a65a935584a7ddbb3593534257c2d4b80193371b3881bb0cd4f0f3c846cb922439ab6172d097ab972cf9940b7f9a25de3f790c16b9f310489659166d27e4194a754840a7a065bdcb2528b61e538711d6acc21c3f438e1373e09eeba4f5c35c3bd70bcfec239d8bced59112eb50be6fbee0e1dbff58c40517f7efee5d34ea4e4107fa03dd18e9a6f47f53a3af1a85eac828991b1fcc6dfdfa4041aa77ba530beb6685fb912caa9ddf7d3c3b848d253f1840e155b9fcb058cc2bc486473df58618e2834649dff5365162a88078cd4f071b0dde4489b1bd62fdeea6c094f6ad4c7ca2833fca15b42b87da605f34ae872d6131ddec6eca82ef32555358f4a0c1507fda9bfcbbeb43665ef33b64d092c336b0300d3f00a385aac053a37dead2013b93539860a4406f43ae67f9e309ace10c9143b1a8f9f30b97217dc7bc2e7f1c36bfac858eb2e86a', '2026-11-26 22:11:43.783756+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-203e-788e-bc9b-82df0141e7f8', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '7523b59d985d03d234ff6c5499f4b210', '\x83596b6ad03b8195aad08975ba4271c0ecb7ff94de342e8509cd7d15041a9013', 201, '\x010b646576656c6f706d656e74939b39e6dc12268c581c64f95128bd827ae8a06b6411a0e943d6f78823452cdf59e9d76c162043e487402b2d85d067ed103f625215021805c870d0e645caba1eaabb46d24ce5a30df4b90209d4eb8593d54d14ed04133ab8d595a390ec4d136adf942c7414ca35b361c25126a0f1f1bc246a5c796440a227557db4ddc9506612ff4bae9d2ece9cf1d94473671b0058c929c76ceee93a4229ebbe2f0b90d57b5d085e9f7d0b5005d2bc587bd18594d1a8909c0c990e74e127d6a578bfafb57326876b2a149cf15c1e7b7c04c6710c87065d0796217c510582e60e88a358a8b9ca3100a706ad43e3a4cf014d1455ca793bcbc6e80c38e4debcdce8a5509655569faa367c5c187749442002ceb9ba2b8bfbc47ba40a77e5dca91cc9531aafbe4fda7faf08da43151fdd7ead82153961611cea8594bf38b265203c6c4e190b1639739b8bddb9c05265c4c757e2fe241e66ea7a1ffa13dcb7d3117646cfde7c3bdc90657d06b43363e148a68a2eab0451217bbdde5e53c4a4e465ec606deea0f63ab38e4a710e5d8025c229458e980e4fa1c7906a4044f2e1be21d76d2eb49f2fde07e8f19daa38d0fb800268c4e16da6629e31a01ea981de158152ab539c4aa9651e23ceeacf513c236fc24ff842e250fccf93adc1c655e9052fdb7b51c6ae14a9e8ac0cf7658d5124f7301dc13be7b9c6b7535859c8b69128ba7857161dbd089baa3af123b6a908d3bf49fa16275d2571ab3bccca8742b01157f1f64bc1dd6d0a4e7233c9c240f92135f06f9288c898c2516b9a06ec6c3c6121762d007ec11751747755281b043f9afce05c1dff12072723b323216e05965af6f1b442d1afeeb1182254aca51ca9a45e9f48cc51e687f863a497c1d36b244b9c5ec2a063fd8690e1e041992ae19d81d6f6201ed41dc7ac3754f72d53bf9cb6a136444116d3967e59e6983d8cc6fb46a16e5f887b5f1131535f7fff96a657aad11f63eb43b43e25d4e407c3885cdc40a421228229d67f7f01857f577c4c9a00b3ed27033d9134e11a0abfe45b9181f528800405150ed409859b13e0626c6f9614930c1177bd55747b474c2a433f9562f04526ffadb803bd0e3e01355c52f96cb808043844bd1c1a1e2c0ca235e054ef19b740703da7ebf73b267a9689d2d148acd1d17424b71f14a5141df2987766d0d6a8fc61b26d4899acd1ef05ca7abd07047666cc13649cccab1dc768c04a698ba39438baafdb8d35750d20ffcb3c2339e5fd1ad55ce0bcf6ba', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-204c-7fa8-97be-523dd8d02af6', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'cabd5f9c53017e28f2f080b24b929d4a', '\x376213dd7b2a4f28955593f52d8d6cf97512e99f8d554259d1ad5fb35378c5cd', 201, '\x010b646576656c6f706d656e745951ae6c42bd2be4bf30e56518d419c27ce94b4aac9c91e9442284953dd35c15601136e88a7e5e815e67739cdd7f94a7a29e039c003b7e3563f0537c832242d1800007064a6b99ef4ee3ec983448e9f219aae5807b1301dc2e3445c754cb61a6990c4bb141c54be25b1c3de3c667edc21095504b351f25747db02d285efe29b2673727636e6bf29a6f6d6022757c72074daacb48c55acb02d0a8331589e803d5180882fed72d3ddaf398c80fce57e047a59a78040f6167ba797dcee2d3ab48ee1241758fc6883e8566e8bad8a6bbdd30ce1a6eca5255b9c96642f0198aacb0d7bad86d85e30f56a38d611dbe2794433ee33ba89b438c2de53199584688dc44da29551a7a079b7fd717e022fd0ea664462f04aea4b16448406cdfef13627eeccfa6e05367ce0040e546725558707a6bd4ca037416890b6c266a4e57d4e00d77c165c847e0972e58c9002b7605fbe093c6ad866d192bb5d052781fa6a8ff0da924ca45deb03a372693399fce5dfd225d87457a4dc53255eb657d3395c0a76624b2281e9e00c13f90e8da995e54aaebd7c25377fc1c0ac3f77305aff93cdcec6eaf7b80fc3a3852b018f1d672bbed3afa376827304d038c11751ef03818098a2644f024b7860b3915c324a10517e6348abfe857e64fe6e21d7770fc617e453d1e8b1cc60492bdc6c30c9daa43cefa4e906a5f688454db1b8ab627c42b8104f26b7b6dcbde737c8427a60780158e60ecd956c7fb7497032f18644637f25de59f7e6163b9db2de063d5b670109ed2a880af6b2b5e1466ce7b8f37924a575b0b2f0cbfa53ffa642843fc7968470b9959736215add10252bd2c8ee4ae07f072b2fb725982ff1a5cd518496d779d57819897a1dafea9c4f04c6b42353fa5403e1658b1f2d519d82cda3150b2d26294702d6a47c6a8bb08320cb6cd5d6b526331534c3b445969ed3209f53ed4fdb18d95e69c5abe4f70d05756df9e544cdff9d4bdc848519e6ac9059d9d34836d92883f7a6cec0e2cdf8e10d81ab19157d431907214e4f9e36116d425f7f9ced9327f0935aca363984902a92b258463373f09a67c914fea301907187adc4199768d9ffc63ac30181558dac0e7d760c114682c81b6ee4fb0524b981050b65ef4aaa74555793f02a44506720098793342ab57f93c3867e3bb6a65750dd3961d37167e2055eda4fd4105a6fb9f6e503dd12e9fa1dc8a32f344d434b00f9ad45fc068361be60a0c11516d48b6fa894262c4d643570b34b16f3e22a266c08c8669cb112b5aebe98f21d40bd01b510d5d0e95681a9547b9dcbcb309cc2829070597c37dae825c360a7b81658b9d8f19c0e06931f034a9837810275b7b64dd6ddb77793fcf1902b88de9367ef12ea487908a4f4aedd3c30274109f940d5e8b81319912e0a27bb532c75e0fa19db7954f1909aa73a96c278ef2793ff6603e2351609b928f61b6f11308e2dcfecdadfb719c116c496b3be9661f01765e7a0000e744e1aa9c3443f7e59a2ce70cee42fccdfccfd67e8dd964e6bb8767e93df074827d239947b36a6cca57896a07782ccc49817ffa848d3d2d0e96ec0e5e3283b38012bdb0de4e293a25cdbbe1f2db7f9409470c2453d73406d06e5d7d8fe16a76a2ca00cffc74f29d9734cd7371600390eff29dfd3276cf710b421500', '2026-11-26 22:11:43.816815+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-2055-7a4f-bb14-631796f78039', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '92638a56537602877fbdcb46eefc2f5f', '\xae7abe17382754e702ae82de9db1a205525783857307272cf8ffcf15da0f2e21', 200, '\x010b646576656c6f706d656e74923c06957322db8d42333fee48be41c2cf4a8ecabaeac74f599d943fe72442f8cdc373f0a8ea73c4b2f8bdbe149f34c5e6a07973f4af45415800392fb00cc1bf0c0c4cd075cf56780363fab88a0b7212e4ea862cf35e7c25ac62992baf2f982d49a2c5b182192423efdd73f29c25aec4e267f79575e42ab0b9379ba7da939814935cacef2467c5f588ed71af3e162226c9f37a0bd70bdb0150268c060be09c9f9e5efa94c88f541b0b078ad626ef8fbaf9c3e4c274254831ae8eb623f00ef20361a63e8893a2fcf93b1659e15ce4c9cd5a06d3dc3d3fed2139536802bead62ac3364eeb9fdb9c0d697cbaa783457667d6cd2be3ea545911333b0ab84f9c9362825ab6baa04388dce6eb7926e7b0b734b9c5f888b9d718cd208350036d9c20339841a80fd47f538f722a1e663e19e7e9bc558a04a09ebb65437b78f283e0b22985694d7a85117ef34373eff4f24d0f833f5d6be563f5eccf63f0da8f8ee9daf6e9c4f898ece1cde059181eecffdd01cf095b6387d989af6fc1601b8d9579d524dc1e48660b6b1136d5b4aa24fee655107c1671f37df2a320b071ee1f828640a61150914eec7d7928c17135d2330bb41ec97c31195eb1a5bd3b9cdbdcfc7c268ed0e53118ff29e0d4fbf9d13b91ca14a2c344d25b355e2c29a87fbd9ba8054c6250d022a520d3beab5050025ee9fe043509fed5c651033f043920296e6d00670f46eface963b23fae143ec66e1e0b141dfa86335cdfec49092dc2fa664be6e8bf8d38525c11009d1a624cceebca799f410df8e145708bd89af7f08f2852d2385b1802a4ea99b7d22bce762a49ef0b1b1227ed01d4bb5bcf2deb98620d8d192c47590b029e5e29222d28849fcd735e5be2d870baca026eb8ec2cbfdc7de011f2246226c3515a7c03d2c8ea5c6931e8dcd1a2b908a2ae36b49cbfeffc88a550f76dada80537e0d6515fadc38b6f4f8ed061abf4f799562e847b1c10cbd5570688b30c29b284feb3beaaf83a95fd87578883902607c71c158d6177557f6235cd52d6a5c22b75213353f286d84c67fe5239bb3cf1f6c2dad1039652394877d9763302b0af70cc1afc149d7eb32f2520ddd68ba3859f00493edb9f47e391fae5052d7c7fc67ea1ec0ba2d9ccd29175579c406810c69723ce8307ad31d4d837e04a415db2225bfe4e7306bf46860fa076817c6d3210e4e7b53212611ba360642d0e5e66af0d96ac52a3af36d026c9df811460e354c72c569c39e02241d5d806f6d7aebed1a3cb7fc3318f45d6d414510124281ef1e16385985adea5c4eb4d3c3594c0703efdd84acdc940d5e72393156e09b2287923026ba5bb5dbcb9d86d45e4ecca9027971bc104088bdd3daa9a9e55c20f2dd5e39d035223a426172a49eda01ac028467d99297b71c08aa2cd74b6f06b0d50bf9ce619a37d2a5f956144513d18131f2947023de0531ac1efa1b8b9b0b7c72607afd948a6255b1ea6e5fcc2590698a732b6bc7ca169c5152016a8fb9b10c57b3a4fddb15e1e3f2cbf213816c946a45f1de395dc2754a70083f5317606b5a67ed1477952cbe586fbf8ce2f1fb31710485522d7fa5d5b81b52c46929903d234cdd4ac4b0a81f86c12244944dfd516bff75bd02867c9ab77f6c7db19f9b46f74956f7f4846dbc2ea83d98b8630a7a722bb49aee5c638b01de05de11fbcf4b0e30c1961fb0d6a2e402bda2347e16daa3c586c1e62627d4aa1bf6fa00169aa80c9b38f70c547be7e502b72c4532adc865c3e7a0070600e4369cedeba5c0189ad9b63df30b80e591ad81bd9d09de619f3a9141444cce9cf0a2367131afdef528ab8828bb5ae3de037ba8e4a38c4edbd670a81561dd5d822b604970ccffcf13d8703f48c41043fd452896f56d50658bb5b77ada324542fc20beb60af62fd292f825639295cbf9b86dfd657e9aa1b98ca93560a0c41be325ec60b1ce7b091739c033829af87ac33f85ea02d455644a3d91c1d11a1d3ac308855ffdc2de58841c1403a44bb17b9454b5a7056c7dd2aa03c595cdc75a0a3ca0353fba0556eb97a6d7549305c3a96ce523e95a8f29303ddb106843162ef9c59ffb8d126b73af15e4187e87d7e1f30c4f036e5e027449a3eb0720b337d6b73a6c8cd6029f65de137c0f9b64', '2026-11-26 22:11:43.825392+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-2066-79f1-91a5-84643a6830ce', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '9b0f72700a2e16c7aee013fde4368439', '\x2ea5a356c7fd4fed7e150384ab1073bbc8f2740d1d3c37d9b23bfdbe420d3eb4', 201, '\x010b646576656c6f706d656e749f51d92d1344bcf1ce04c506d6bca0c8c2e967224d5689a0461abb80252e519b55b0d33fc1ff45d3cb51ee7c18283976adcce68fa6b07909266ac30e4e06ae9ed04198cb2d52f522374d117e24ac2184e431d802b1a2e6cb23002efb2a4c5136c093077b46b8b6e11868d5ae45401b8e5930a1e12c377fe25a33227ad5ad4c4154e601787697766f1253b168656e071684ea4f11dd7b594bd760007b06593d891a419ac41bd556672d24bcb40d8c810a7d4d85b5a40eab6abff301dd33086dbd59334c26b7de23bcaa0b0149865add27f6d2e72b70c207483c0c6b1f020bcae4ae926e21997fc678c9844172ef62b7e4ab262f23ffefc4b498efbf8c2e533c977150300e5ea899822ea4f3465405313a497f3e2ebf78f1b4928ffbd896f0b234775afdb20cee9807b352e37698418d769b6f696eaf047cee705ab39073fc266a10adc9c8b0f0070ef380c4ab89e75b1505bbec7203f7eb0459a0ea81a3d740bdcf8e9bb6eb111aeb33c87c9359e01453d4a956725b37a00d0ddabc05fae4c559cf176f5be30ca6c26a96105534b1656cfd4a6cd1debb164bfa0bf6443aca521e5f7d590d7d9a1ef9690a96aa8f778cecec1afbbeda795bde24ee98be6ce3ec8e7d8b5ddfbff8414193e3acd0e6888a9ed5f0aef4eb39e2d6f21f1bc5315519dacb8fb106f20345829db09e78ee1eaa73cca205edf2691c5852571af9f5c618535909458d7f62ea3dcf54082e3fb73a42f7460abe62cad3dd1d7badc1c3409e1c17862f93e8e97a5b6480285240213e54be6a878a667d821b99a1ec41248ecb6a50bd4901a1fdef0ca5671244cd789763fde6e24991dac72f5588ce4bd3e9d2106d5bbe2309ed3231b0dd0c9df221a7bc03ab8e1ed35634137edbf14504fdbc38a82d30b86168c712cfce4692f50155b20bc3b43ce5729ba0df47f7d609b929a58814990e4a063ec99798a5abadf87c613d0282d4f812bf11b3761befc0ac834a414df8264f69aeb2842364dfdb5be0a025dd3a29d289d13e04c1ed6cf72b35ba9b2d90261b7598b6a6f6f50163108d86a6103642e0093e91f28a7722c86efb7257673c1796be37c1350b17ec51880cd1bc3b9632d5720f9380e7f61a15de36e8010d18cd0dcfe81359b9fbcd9013b38dbef7108d59a5b34eabcc78a6700d9eed702a2d8ff3006a076fa26c06f6168d47dfaf91e3f107158ba2b373154c784ee8122e73d66c1586c1b3cb4a22fc1fa569672fa31ad6ee7cda24172cf1867459334f12e40e67', '2026-11-26 22:11:43.835978+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-20e6-7b9d-9b7e-b38b7ec1c3cc', 'user:01a219ea-1e86-738c-8e8a-8c2b46e8955d', '4f880496330f98a8aab2b703d2c94c98', '\xc790964dfe1c1cd63b9e94086bf87961d3d3d449f73afbdb8147d145f7c4c047', 201, '\x010b646576656c6f706d656e74ca828146e637c40f0471b39aca5fd896b4b2a9a3ce40c2f153e06ff2d86cc7b4c44bfd2549a7f19a72180b001dca28c321f1fa1d008a013bd4ef395a7ce29cb98d315bd3b06b81d17e5db6ac3f8618aa8b06d6ef9a87316322792904b6d22f16747b79c22e6392f8e3e317bce918020eba22c988ef21baad40238a72061d17e3b40d5dfd2b353330c5da7adc8c44f12ab708edcb4ea5564494a3349f93b29f24a96a252949ae45641b51e6db292a9c2deb90c82dcf34431565650e3c4dbc69d8b5065555d96d1dc36e375937dc9c6eadadadae008a5a50f0f9e3f21160541e5566e59728257e4a7150d07022aa9c5fae8cc557f4e20fd38d1dc40a18d11c135d54dcbdf1a69e06665b14524f447d0a3ce04d610b832fcbb9c98af15f8a0af3b295db3968ae22069fa01f319fd25d658f477b0dd407180d25c5eeb54b4862c2003c1db3166e13dcb5ba55796206dd13177e7647098325c4a63376a7941ea96d91ad8d1a47a8b79681d5483f148cedfd9471fb6534fcf1526d7b94f70fd1a7ddcdce648bd327d6e8df405086b0e8764d9665eb21ade336242a7c47377a36c4e20af6686ace901e59d47b4334125b7098ca8d4cd1488941b7d26b24a076fe9edb53bf62a69d376774341e1a84a59121766a6fb7d12a5a1f3de6a379e673e0e358635fd3c1cb2199096ed2b8c999444e5eb8c217f8949d2ba4bdd38e95733f5baf364896a4c37e72c91394dd1b44d8c1a85f10439118bef23ef75d5e5c10962bf9673cd3f05bedb6b2d33802fc09907985b5f5bdfb3d70596c7ba9b3a67f2f5ec5ab821be4346411cac4bf5f5a88184e0d5667b511177066c13dbc89986b04894a857517aec6f41032fb', '2026-11-26 22:11:43.966791+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dbc3-7d3f-a839-0937ae94ec7b', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '249553b8959ca0a1844a7f8a4096c06e', '\x53fcdfe4c806a743eee742407ae9153e8d90a9b648b794cfcd306a4b5f3f6af7', 201, '\x010b646576656c6f706d656e74fd1cf0a1c3f8d89b6250676fe4b02e5f39d6a7c556263f9773eac28d07a14dd9254b5093cefe2853c4b1c440e6ff81911aca7e71ec3e8f09312345abfe867a189f4fe81282e1fa2ae6d18f240e1ed4347cf6b8472d1cd073feb825bef6748df1232e547dbff0ebb1222f60e2fb15662723c89bf89abbcbdd347484585d0305067b649a2c88511a929a94590b96fc6a2874a500e917b89ec08fbd8dffaa6f7820c34357eb1ebecd3eaead979f396086e9bee63c5817646a34e943a0c173cd0c5ce736260088d4bb4b9e0283daacf76a8196b650d7d41dfd71de869b33fd561f00ee07178aeb8d3ebfe849998504c4e5200af46f88d5eb2d88670ae2ec4d33eeb8abef79976a4542d7925d4ceff6bd6924bf5c87e5e3ff5e5c9403c56881049430b8e53e166759ce65c2de15c332eea7933ff0706b391a9290816282c7fdcfab01a9481ca414c09e53fbbd2cab11ebfd5d4f1b0edaf24b6e0b7b733831f6722da94af7a95c621fedf4b8f5917a48dca616f17eb7037c11cf955b86a58089cb054ece04eced9853fd1d07a88dd5f10715f66750eef35eb9214455ee3c02681b7e0dc64d8f8f7737eb8625a95c4588ed0b936595c95afb4051fe73748e1531688b62605b670d21744443ad5995602317b0fdb52e6e08eeaceeacb0448b527f854f68197f6656a2351d62f34147f631d5abba98d39802707008f093ae303d05e4b8a90a219afa38a232584d7d8374ab2335038c372d41e2a8acbed13280e8cfae7d6f9f9b41bc663d5b641ad9849e65baead3d3be500d', '2026-11-26 22:12:31.809498+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dc2c-770a-8c11-a6ab9e2d76c6', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '750397ebecba228908ccb05dce78599e', '\x4bf6a187fce8bd679b5184488e664fd71ebcde65a8541e4ffd918a0b2892f76b', 201, '\x010b646576656c6f706d656e74b94ec7856888a207b339c104723e04172c41e0f3cb871fd68782bbdeedf46ce71e4e0a6af19afd06c3be4505e85a5cca79841c28628bd8b4d65b8d540ad897cbcd7fa57871816e0df236615ef2921ec6b68fd09a3fabc09daf27c0f865dcf7a9680818818d9e27cd4e4297fdc9a710e04d765e7ed566c22936e5820d3acf3a8de1854693a0df41cc1b7f7e201e51541007ce4a9bc98551093f31596fa81f920e1988c8daab391c7332982dde3beebbb81e16e767a5dabd69709261dba03a270e9380e97b2a8ffe97852067732c3628f0f7ff918e5d5403f15e89e88162eb8dfeba378a9cb506a477514cff1e76fa2d19f7dfcfe51a9302e007204b565d548e3c1d0d32abd610c0f97064ddd0c3fabdc4002b6a218ac3c03d7323aaf4864a101347422d63ce1dc73e168b2e50d2d40aca2b9e3c9ba0e69dc12cb7fc7a9a67d2d8a0fbbda73bf3f05ebadd92afe73cf251cd159fa24336742d63e28509cb4a2cc3b4c940fbc2dc05adafc057d6fd75675f033feda8349e3b630b12c9d2352784fd1f2ab6dfafc5e0aa6b4695cfd1db7a7c0c34fa76ca52a22115b59cbc7618d8ea885da5431415f854eafed7f522f71c15b3fcad1455203f2488d3e4a8a0e74e78ffeaacf5f66a9c9af674cdde487103695394006c827afd2e041a9bc96c739fb0e8ba97111d4988cb268283d98453aa028ff15fdef8e012c0b8c73b3d273350b1f6f7d3a8921f1a7f5cc86e1c8b899620487a10a79bbf87cbb6a444c42984644505db8e1c696f6bbbe2cf04ab1253fc7e96fa2f03', '2026-11-26 22:12:31.910023+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dc38-75c8-86c9-50928de06170', 'user:01a219ea-dba4-724c-a031-779df2c422ef', 'd2c73212d42c954a8f0208d04d7d9305', '\x0661dc36ab6ae21b11fe01a9f11ac7ec60fa6952885607872280ea6be4e6bffa', 201, '\x010b646576656c6f706d656e74b7158f3be995f9d872afa6cc08bb1adcd29e8fde4b5c76d0bf953666a1681a29454b5191f90f8489224ba03a09d03e14c4cd513c88eab0b94463b8c21810455e019c32fabea678127582e3a05ae8fefb29485cebfab93729ca5d3967198f7498114988e268ac0df58e7bd282aacc3ecb1467f3db04244697d1b1a32488735f37d07c3f22e12a4385529128b76ee26da4f2481bdc83a157cd1e3d24eaff8b98ed9d7c6a7cccabd1bd0c0207c4f4d22874b1c9b37d83960e6fb7fa2ac4b9562c76d3b21fa2d2cdc6df17868733ddc71d435c533c843d2a81db0bbafa048daacd2b67f68393857e3ef7f45decd3d76676c9a14ca899521fe9aea0d4db40e72fc48f5d59d0fa53c672effbc616e6fa3779fe00c8275ea9ff53d8d40d7aa0df0dde08397cb0a5cfbf6c1e39b40b173ca89baffe1bbaea973d07f8ed6f163861c8a540fa15eae68f89893f201bb13394789ca6046145b13c4c5722056b1a73e29e301d7a990aa4085bd38a31d5eb3eb587616b4cb03c8fecbcc45bc31512c79574949fa569cf51d7be4e8f52ed6ce3a33e42e4380b89c97c363ac4fb4c6ad15c049aaff58e2422d460bda9d45c35c71aa24b0c75af832cb60809615ab2f0a196f775bb3d206ebd1d2110d18564d1bb97037469a45336d7e16fa7594f14ac7c77d3527e17493ff9f6d32b27326aabee7ea01f4720cadd512b5f4f9b7fc6e5e2bca906a3266355028eae6bbc304b550381cf73ec09bd95a47205497942b07bbd30404eb9cde1eb39f7b85a6cc3ef26fe962d3e9eb7dc7e3e60b3f256e6f091e4b93a9d54f072390c017f5ae895f6dddcb3b09ec01c6b6f6c8b', '2026-11-26 22:12:31.925494+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dc49-74c5-863d-9124b8ff7f4e', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '69265153917f77d8456c26c5da84f378', '\x04a6ae6b84f8ce81d81708cfa5a0865fa739023ed5b5a77a313b681321cee395', 201, '\x010b646576656c6f706d656e74aae24b07ee18246c92e44bd627b5c14be1639923a6ad9c54a4d5454d592d9bd9e8c56cb7eaec698b13359e7e07cafaafd0420d93c473e38ef2765f8751db6f5b4a8823a8abf9a16a4c8fe76bd9e7db735df4f76c759415dd9912a785b96a8169a1bf5138544eaa00730cd66ad7f9b683050dde4898d5874ac693be1eadef6b586dbdf3bfe31362db8059b7589f113e82a5f6586472622ed75d65547b6b5603d4495988693b0df03c3043aa806577773dd5fcd1ca3da29bcdc0770d9fdb5429e12510580cc8fb8ff8f533823262d51f9ee4ea02f27a7f38a49076b5c6d4857a035631018e8979ac70a773ab2dbe0a640dc7e4439f58acafca0e6194de3a2913d9f2c97584d81d833d21ed2b105632f8a21844e52bbbf9fed184ba40aea5a684a17a4dc13e0564ab5e17dfa12e21280c2d49cc691d8a44b1226341a74b9827166a82909fc0d9781c57f5a0ce006aecac3b38c9761fe8cb5f2f5929567b4e569b865086e6794c3f33c04bd846a9837dcd5fdb84eb6531904ead38c003275bd1b2ce22a22fa27d30d0c34b283b447a9cfc8f44270ea3f7de7363ef608b594b5f31b473ac0c85b10802c99781e17bbe77c139d90ac324d0c897954acefd7bf10febf8ca08fe43fe6fa3c9cf8744944f4f965936127afe', '2026-11-26 22:12:31.933655+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dc5a-7198-8413-9b06aa48f650', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '7f944b61c4c9cf2938605e06e9ad4686', '\xa1c1581e1a77c06b16883698392a86d404aa32a7bc79d22edea6ed2ed6e48fc2', 201, '\x010b646576656c6f706d656e748633ce7a1b8bf3f6c431e2434e499398f8e3d5e513cdca80b32db2c2f6cd531a009198d4dd0c39c9e86cfe2eb1f164c978ecfc4c82cb02de59877270dc43974a12f2e4d19e6712d2183d60a7352a8d8adc78d817ca584dc25192d76b7d340b543bd7851c7f743374d0900b4409446e526c35efd966f60981a7c063660db4832155e6b79c12eb961cf077aa021d4f2b56dd359d02136ad5e2632df450110c67ec0d7bd6a7e053ad368b558b05d83c2b979be3e1e1c91c7700053aa0e74a45019dfa9b54058043cbf302d3f3fd7fd92b0a54c366353d2239fa762cf780d08b714626b02d64d581f5d094ff9d4e15ffa8f47556f8c9fd21458ef2c797001ab6738d2e50f94e94a2f03ab562620475eb5a66f21b47492c27f5094ccf0c3ee09dc7832ee24b3655773f0e81e96afde8862a0a757ebd1899eca10afa498bf44cf4eb15ffb79b0fb8f39a88dd8e62e75d364de85d8cf8dcb250ce640a85c156169ae8035a5918325c0beeef80f4ed9da70694705828b5bb8231ee0f00d61d8218a16a8bab8ff041c10560cc07720feeacfebf106eca69e017b4af73892c451c2ef5a592dc8d6c90b0346fda3fdf5327922a348d28bd2342c5dc5c178c217af45a4908d52ba248b2893df12c9973b23b6172c2b1d4fe7647a42b3a55ddcc1444ce57b8405676afb51e92a6d4af258175d3c633dcd404688e4952b1d2717b678a9eea6cb665d3bcf92d68e720c5fda655778be8d0cf513430df3063a9e9054449f02afdf478c07e3677e2e85399af098bc62f86409559526e7ec04b2ca35292910f00cb6b0fcb1fd37a7070919f10fca1ad964844056bd214087851aca97d12909a66b23f2f001ee37a45dfe82eb05afaa9d2963291419aabbb5ef6423266d94370a33ce969d147f23b472c5992e0b658bb25139b3709361a9d41691e28f199130e5e6f9f2cc340d7425e9d00f6dd7163056515e467651f1e823aa549d69cdb16c2c1d26c1bc10e44e02eadb743d5b941eb5bdc073918e1584000a9b64aa12575a3862edd194fe1aabd03000ab5541af3eb37a93a1080dbbb106f79b91af95e046a255b7e7a9a900e76ae5a43d56c132a1ae9e8dff9bd5543e2653e1eb315b8f9b5cfe820d886ba82248b1aee18fcc8a2d91e80d9e9076123d1aad3f2785a49c39e6ea3f6f7475d9fc6759ff88b13360f1930aca7ba66ddaae98a38b9057a81fca1ae177926d42bdff4030be73938f57932d4cd53775589377721be09228f0aa0bd66015547c51c98c9f30d643b5e2c83a60ebd87fe0e8ace54ba87631d5d6d075a31ac558cd697d2bb7532532046ed0089c409e88e31716c1eb5fd05b686838a30a9c8d2f3c45fb6f3de4e05d835fe04919cdfde40ebef98a884ca22f048df9e90739cdd3d85b0c09fd81d6e2109fdd7cb98fc3fa22bb857329c9636c4c8e06f9bd25b079f5f01d3a555c1cfe0aca2a03344a90a3c8377ffa62a1baaa9049ad0365a332231c0f61686878e7a2c5d42d8feda824086e7a5f0df1d71762670de29e6bec3b9543597b1d4ddd7d7c61e25185fb3280908e441001431ecc568dbdda00c9a5f2c08fdbd0a531a809e0fc3dac3fa609fd4cb11de4725e4750333cabdece89bafcb59a2f2feb37b627e4f6ee048f4540b3a5d13ed293f79cf331d16c416c9958ce4dc2be93d1fe21223e661edf5', '2026-11-26 22:12:31.950026+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dc71-7a87-8f6b-ea15b784625a', 'user:01a219ea-dba4-724c-a031-779df2c422ef', 'cd3ca36ea11dc016d21c34bb9fcac77c', '\x9b0ffe733da5f6f6abb9f1a3c89c451f58a1ad0b003b3a00d76a4b3df581d7d4', 200, '\x010b646576656c6f706d656e74d3387efeaaf81de76d242df7411d13f90f2530bb7638afdce8a5620bc2800bdce881579ce331c0fc11b453062fddb9c7b0e92d0d19528416857e633784ba44fed6402fc88bc27f1eb5cb966d5ef7550676a535445e21db2924e85e02bd7447f0d3af368fc808b778b64267aa447e019083bc1ca5ddacc4af55caa13227777db4ef751efad66fbcfda6f92fba91a4e01fc9dc325d79bfa343668d1239d31798dfcbcb4580ec17d3e0a4400d04721b2bd82c95c8c2d18b2cca8ccd66efe8d936c38f02ea0b12fbee8145d52dc84315a46fa8e1b96e8839cf88a461316b6ee3f1b6677c62ecaa86dfcb25e95eae33e07cfcae50a087330bba7897f1a735fb4e35aebdeb9deebfb4e2f3cfae4fa6392bb08f7ade77fa3f902caae3aa9b8413e59a8483146b225b2cc94a11227b8f45c8c24c31eb878f3b1a80228cc196de684c49252006682aededfb2f3ca14812804dc186c3887352606ad1fc060b0242361798f7cdda50edfcfef35b817a0ef5e44a63ed7d060cdc5df7ee0e885e6ad46fabe147558cbe84b3d4c1c395d05fd63ef64bb6636cc345d1fb06ced0558a4739047ae4e5626712300a895ed549ea5dd5b44e1fbffdffb1aaeee881e171b428ebe7c4112520ae9c305b80f48714452034a89724dc843904c635c3c02fc9b294b7f8877ed58369b9f693937607e0922aca519da6e55b7a7b6df4ca4659605e293c9574f29816d2599290edfcbaf4586d56374c32427f868f9502c4afab4cc8ed31966c611c8549d3474fcadf6d20ffd046f5aa13dbfc393eca7f4e88f72b044d7de3c896309680fcdea3d14303f3f1e687c6b6ffd1f769c12a1ff4dddc12d663f1204c96b528957c823f06472c24ce5fb0e9e560b69c84a6a8bc6c2f2bb0cd2f1b48789639dd23b5be43a1b29710802a476935772f9d734b090c13eef0efd7ec7cdab66785664049069f3369282d2059945c8e9f1c10713148ba5904a0d0bd5eae54bb6fd6c7b5d9f69ad0e300c9f63a3983c88d3e793802d081f71357ffb7cf04d77bc64b740981f359fed170c8e92aeef1fe37dddee8037a457a525a29ad6bcd7dd1d2dd936c1de4c88cdd75b626fd582afbe1336b09f19c3fb98abf0e11377b47ed9fba1108c6beb7b27561e340769cabfdd9c6bc28be6020bfaa7673a0d60d9f5e172c148f8893b1e2a0725413d201e50f73150476d38451707198d794b5f2668d29a0f4cf1b150d34fab388e0a6f1e6ba65bb4c0a1b5768e566ac97bc7315eadb61746b39443921cb3164568cddb6d280aa6a712ba8f331a376840d93d333129aaf24e525ce4f592fc296ffc075aedad707e1340998a28c75678b78a3c2e48e69f4851d03e33069a8dca14af71c7172639daac921af2041ff7dcfb58f807b204b12a92d88a1f10b4e4cc88ffbbfc1ef937cad4c6c44852ebc660f60280c48251c091a381bb61c7918f139a7be2dbe392350268f28ad8d237c2fcfbfada8d07c656b8e7d4ac4ef30a3d44f65b4f2b17c15200f7c44251ec6fdc7c1623a13d923af55381904fe58ece0d3522aaa2a95b551865666e89da87cad1a128b4f460faeadeb3a4ea77f2932b375ea4dd933250a9daa4f52ff8a8b16a6d0368712dfa2397eaa290d01e6a2bb173d1c9f8c2abaa1f5dcd3e5cf7455c256d715e0ca36621678220689a215e8c2996435d6c36345b28786a91c97c0bf3d668b6c773236934535cb723d2bba5726d4da87747a9f513e808ae0b3f68f783e69ae057bc5855e9432368a3a2aa430ee9b16ab1d99071d12355eee25cf6c97cc8248693cde3ad0f561275a0ff4546bfe6b025e20e86b38e44c7020c9fed22a31080f4df412c2876d52d9fd3076aa5e7a54cfcc8f6107ed518f109b9a032489c1842037455a238b293e07661548d3e48fae8a582d60c3a75de7931ea0c80631a1a595dbb753a5405befc877dd785dcfa20c3ca4bb93b9dd394735400fb1601d5979ba593eb75b1b5dbffe22f1aac99b5b671cb0bbad64488bf90c5b8d7a8549639465ec3ec3a077b42e9ea153c1dc70decd8950a719a843a40247895862f8c36f59d9d342e3e5acca7b999f5932e0953332d00728c263d450ea72cf720c5c3b01fdff8a098f71c584b12797540b3a7b81004cf3989338b5d010436b3350eebe154d8f67ff1d', '2026-11-26 22:12:31.973246+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dc85-7c8b-a7ba-10cf6d3bb923', 'pay_link:55b8a6aa258977826c67aa379f24e794', '94f67ba9aacc726b3a48b92372ddd729', '\x3e456856eb7485a0b4f8d257f0a76e1c2254f63fc12fbaaf6ea1b6c0f6dc920e', 201, '\x010b646576656c6f706d656e74878fa9a258fe8a3f0ed9913dc9e9e8c7003cf274c3debe9dd2a64da5cc983b0b3c5538d0886253b06299eebaca40d98e3dcbfc979492fdbe52be3536db7be4f1b17c6405c37f26c73a31f8d366a6384ca6531987fd5f475f30a35e66f130c8dba3b81fd67e0aba0a1f3eecf25a7675a44d7fd7b21f887d1671c7e54dc057cf568ecc77fcc6d4d61a51e0724d4a5ac43879b8a2df335601c5ddc0539e3562f230da12383c50c3f4fff10ecf218dbeed1c90711d088c6e8f68bd559e0573f3738155ac09f3d60b93ec04a7eea31892225529569ee8c64b85958250014d28e839de2b20ecd67749b76b6881915f685e209be61ffab335e6879affa4888d297019bedadc00381302f32efe117855fc074c994b9af8b2a4f8bb840ed92589ce83d74e38e35fcfb366cfa49bb07705f4fee1a756d0341d494fd42f33fd870af6c54e6230637c5277f58aef8dfb633c7930a4bcec76287cd657d8bad7bba144cf5ef073922b2e9b05993618bf259cc1a8f5b7a6d3ea874ed6c6ae3ecfad5cd5ef69758a5b56c8ecfcdd87796fea09c24410fd64fff79d1c0d756c5d7a038e470ef351fa7b5ae693735c85d78df83bb9ccbb2e49723e8b247349ba6d2af7429228f049d056aff63fd3fb6c8133b1bd426036de3510c6801c21be506c5ec306c14dd2a0a32fe5037d054a5e28d92f2016de427d5ad48e4577c085dea4b9f0b75239fbe9b2a7d1008bc5c5608e094357d2d07cef954d1374a5a96dd61fd0d239f72b7d97b39eca8c1d9bcc226ec8322ff98fbaa71a63aba11288b746eb2bb191180b3be98d669d584907b8b05cef1a663c0ef57a5aed08e64165517569ca6dd9817b8f9a0c036a7272a49ea288bca7ab0fa3de80790a25cf12fc6ef7a11215d0bdabdbe373d6fbd0014b8f9b6860c37777a8e11d9fe8a7bde51a3d401ff275572b8b3584678f4d32c68c3fc3ca865a0b5dcf12596dfb07296d583e351feaab091e2faab8099aa6e21812db5e15899492594102c6786f9e9563d13899be942b2485710c56ebc9177f22ea6f82b0abe4d19223982a6c939d046e1375e707b925a80188851b665072b84d9eebd2aa001ed3e17f7aa2fbc74fec990d4b50abe89fd188fcd040c615b44cb24e029b3413388eae981fa53899493d7fb878bb58af9e6c3cd6907e741bcbd77a91e3c5f942a1d5cd159280f78402818418d8f67c53514afa17069c9fd6c64333a138494ae9fbcf029c01410d32e425ed471ecfee25d2d64056a28d2f929b3e5e555414ac14d1e43b72632818984612bb7443b35af0b44433f7eac0fb7e452dbb74d0023485bffd47a5d285d35238e23f56', '2026-11-26 22:12:31.992708+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dd4a-799b-a4d0-2d76d515c9c8', 'user:01a219ea-dba4-724c-a031-779df2c422ef', 'c2da2f1dfad42d0f9e551c157c0d90ed', '\x839c0204e5a6f4ef3ed9e2173c48fe99e876cf3e060dd879ae2c0df86b6f2258', 201, '\x010b646576656c6f706d656e745f1c5d1ae2aec7990bcd6f5bdd87d169084e20c172cd00f094ae85de502b6e5b61f83ac08f4fbb7d6920d003761dc785a2af9969a9d76cc6f5a90cbd7c968225c35632913fd37e9ca92ab42f9f7ca9e8222ef55f48476061a0bb63bd5a5edd8c3d09a6ccb8700811e1fbef142b6aedc6de02c502bb264479ea67c4a80bc4d3693057cd4efa156a6f5ddc9fdef8aef154ccd8209b3be7376db5a68b3b6d8ba3577928377b1852391d71672c139e4e536afb332b77ad35124ec8b1e144b62355c49f09a2c19c06596f7151b92df1eeb4e685fa7c433aa55d54a91a0d9c2a814526479751e06b6362fccd77ff29f169fe426008ab586c6d3a5978ca4a275f1f7c671d98d9e884791859f844174108f3f142873672b9c24535f7d278dfe470916730598c717eb235d85f737aa72c1a9d2c8d8b7c8af88e6bd14868f8089fcac6135300879af48a3b09b96c59826d4bdd52ee70635c25b0e3896edac1e9a11ddc39d9c4c98fb963a5bcac1c2a1cee230b7702af8012f58212e1d70c4421bbc87601fd7459f37e2bcfb864dd1ea5a42d6757b0d44a0cd3efb7aff087845aabb32382e01d5a01a9386d140aa491aa9c11f935995ee317ab5fc58b4c3926e6c0c4d1c83a0296b4607c0eea002889f50d6bf9252fd5bb4a542ea61ffc4ba0525c23e7271de7fbf59f03e2d0026fe40a1056db6bc3a69ae263c7515bb1ff937964a06708b056c996706546d0728b11166837e912adcd984ada74c4371bc83e4f14cdb8603089e24347df80eb8b272e241a2fcf5ce3cf4354c337ad4e45c34f46f8e90d5d7a69cfae43dddcfb288bfa9e0117bfdbc269e345e1f4d8db1fdee5ca2319b02386efcf186d0dea22c7e09010437282cf00bb6c43c05fd9d79153a87d8ed2a16fdfd6f1fb636864b81b12053fc9f1bde7347ca5caf3e2fb7e11259657ffbe27e308e423ef9791b561627533b9a290265b536a0ade74b49553bbd390e48a55b31fa2c849ebdd474c11ff42f836210f60eb790632d37cb143b3ed36f57c0e22ea444d5e9d6cf99e505fa3cfead0b97a139ec0892a71e4480aacf3a05928f9467f0860f7ac09e29bd8069b0e049f73efa111501de2ee3a2d81885fc34072d78b38f72bc5a26beb06b36ceb1967a1f38873a938e7df26c414f7e762aaa4b0f712497d74721b5b6f2e6bae84de4a15dd7b5eded2c881a0812fdb0fedb255fa5a39b5927a83ac2ad3ed338d22e4799e8016720ba2a37e79f75e69d12da4fa5918bc9f62ba6e069af62c3e7ddf5c46a07030f529f2257003004288b40022d13813a93fbb22f98f695086bb1ab12b026be0af0f625f6b35e260373b5d9726a2253056ee1695d07d2ffc0980c4977c8b57b6b5e86cf9664bd8285cfa8c83617fe3fab1f7505a48d8761ecc1af9df711576367e1dbea1cc453f4b0cf8310ba9054fb88cddc3e2b7003958c621da9370bbfe010ebb2ee11957171cd9b4ab0b9120a16a03fb33fce1f11784d7348b6a3bf10d0a403a31e044bb5c988e8f49bbbcae6f0d0070ca84aa60cf9e6dda8a859b329cfda9dd03e2f2eff69e074c86ed0ebc037202e05837a15ce84955908fa25d8856a76b51506d19fbf207e856f243b180b1c8e600da5d4bcd09c9be00b73c9b34010f7fcaa46fa90b192745e21c9d225295dc4f285351f5c907873e78b86ce1976c434e', '2026-11-26 22:12:32.190129+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dd60-7811-b0ae-e6a2b7dbba7a', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '3401a12763887f5fac59ce98d8f390d5', '\x58f92af2a95290b53acf9b18cb92d9faeb60854d1a41e65d35907f64cb65c6f3', 200, '\x010b646576656c6f706d656e74744388c5eb8c1898cbbb3e4140acf2129e21dc24250d7d280ce95cbc95785a0e83863e5194cb808f2d47b6b21f3f2bb6b19f3003247b3b86d250cf831fd4cea70901689cd64d979c6c4e74610fb19030337b52bd9ddf3c6d05e7b955c1faf6f79b9f2728df5cf7344f191bc07dba55425bcc5b40a04d53ad1ea9f75c89c21b7150f7df3855a38b1e13931c3f16b448441ad25fc6f0ac1b4da02c8eb9c1ca1d73170b1660d7abbd4c1778f11a1af3b547ea57704a03755f270f744ab9f31ca9cada840ef463ef94c2ba0726047de374694ea42a4881d9b2dbbe0740305a17b070e00f3dbba8070e90e3ef2ecceeeb35a65b098c67c85b517316c41fd511fd1f50b289fce30a7073704e108295a070847b0b7a931494bba044e40d3251ccf64f6ea0e701ed5eea56df906ae9beb0b7b5217978d0f2ff41d6b23d43c00107c12b3cfba3a334c86d46cc4ab624c0b03c0c255025973d02da76dd31bcdf949ffcc156e1186d082d14295016ea3a59957c3039a1b082790bbe3bd189b524fb4708d1806ac73f13a1348ebe16a8b3c99a11940a9f743015fd37bfbeb50aa90f65af61cdc1132ad941733c185e79682ba76aafa97f3c1d375b3d8c6c9548f9630edfb9b4ee219f0b3ac1be7e26e867318b027e31605193cc6e12a32acc74bc98e62684c89d5ef70e2cfca6a9716702542bd86be05b0e2fbf6a23ca62f875daa69ab06fb868c147e4165ba726152b95423ed50c823400f8e0b0006ebddd719724145d551dce5f5551cf1c0a79ef6d30f9eaba81204baf11680e95a5099e548ecf8ab8ce13fe0fe8deae004423937dd1b3d79db7d35dffb5b2ac0fb531874b3f7e92f4610685e985f239004131dce436a5b0924cdf0711efa6da89f1fb32db70182620255d9b73efa434436f4c692663c3769b39c56583cff850cafc23db06e0ef5eeb56bf022f8a73b9a84d3a72bd6d47448629b5a73dd6d2d59df2759bf27b2d1c1740c51d6a50d745b9369c9bbe8e1fb5962175f58aa9b6c3559cc432f9b50f9b5487611644065038e80e30436d99fef328dd69d5efc5acf049a8f2d91a54e8cfae4fe6ce59f97e4944e68a876b3779004e0a21de5f10afca2dcd55390eb23b6a14847a2491a34be3b55c25decc90752aec16e6673506a11385fbde91642f094f168b56ef360e0307008ad87fe405fee48b6ab60ca7b3eeb814a445608eaba621b6dba5fae97bfdbc576e50459464b4b2839b2b9353c2965d3ad4be15c343d5b6e5026933a3b1cfeb8f72d9941d2230f887326faa50526fc07d6403dc0346978843208e557d06535c1971beb1790d2e96db571a72d9d76a05316dc860472e25e4ebbbb43e52f3158d9366f464ebecf9d3b054bb921f8e8f71e39664a240c10adf2b0864c44d638f65bce9fa3408b06a793dc3d53df5d88a62bcb01358a1738bb8fbb037d918d2635fb9dff788b46111f81920b49f1298ad7b04f999e61c5a9457ca4ffb18c3152cd0d04e095ef0fa9ad2f4ee7e539d958d8b065c3c7a2d29e5bcfc97fe96bae87ac04fb56a2798b0a86c3fa7ce2542cdc3cf4bc277366a857ea1b16cd7909f21c36cec09c5dd44809699b81bc5d54abbb4f5f6304c8584e0524c72c47b72fbb0d459e5e541877e7279e883b88b451558b89bb28b3d51144152ca0eacc4d1c78e6c33c227c6ea4a657a4d6e0479fe4856d98d2e7befef6d8d1c6d024c5c87e711d5b40ce55b4c2ed83c24f1ec54d7523bca8db05a0298140929473527db626925e3dbd2574f6f04eabb9a1e7df018f564c390b6fad7512d9f94bc7100b81dbb7de44cde72798caa650c5454af3895058f4a19f9dddbaa0e1875c6e3c4623b40052922a1c32da0fa662cfcee9d839f2e537a91864c42db1e6a0302169357040dfaba44263c5a2607cedb88ed61e6df7ad50ed43660669398146314b2b344b1f92780cc8db56611e2dc24e82a6d730bce457c5f2b04660f3f57900d38d543c8cdbde85a51af213ab5cf9b936d2bb3a53f817ae8ca191959381648245faab6c13e01bb577706065fa7f5aeb66e886af18002acc0915891c524de4aeb14bc8e4628346a64921651c4018c22d83515e9cfca4c5534d4256f7e67aef34230b961f49e12bdc53a78f794eddab2a080bc887947bd8c43420067142fca85', '2026-11-26 22:12:32.218031+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dd6d-7dc3-9de1-cf8cbbf8a04e', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '237bfc28a21df015576514c558cf32ab', '\x31793c1ecf8bd0227268f6f9a43755cc6cecc71f1ce5ab951a074ea6712b5703', 201, '\x010b646576656c6f706d656e7424d7d7ee83545ccf606ab03dfe2dbdd6d87c1188ccc3571714faf93361e615f4758b194415c9ae31441d366da909b0e82e32b42aa8951453b7d1d8e22ee0dc9f4cbc08d195161134f9e1fcb60fed46a7c7c6a1a632ece301a3fb56f51356ff6873d9a501add89a1df413a916f0aba418f178c509255c102869da744f61cf46c18a23e1342c1690777d508a6146bf0c3729156b675cdd4d646873b8120d3dcfb7da4feca2a5aec7e37423fa70dcf8afce864e54a0e2c4f9dd7d07022a365f8ded81a7f0d1ba5519b6be55bce1b2d55ec5343655e105543ce5f156e512b2651cee8a72e7789c1b03537ba856162a9dd972a8ba402d392197079b033424c6e1541de4ceb6ea9892d5fbdcc84d7190a80de3d03dcaa84db883220cd0e2b2dbfa2b84bb3157d061f40fa6647379fbfb4817538c26e60907e1c623efc71e7f03a6bfe3ba622c99561e9290f8637e28abc6fe2664658473a2af02b37e7d9746d9dee336bc394b0c7d95e29dcd6bd7d45fe4bfb700cb645fde779f782fb32ad75a1c9c8e0ebe6bcca100bf53fe031b0c609c256ae211fa08a28e58e83ff17d2599a1782e8b459a7e12b3eacb53b353ef73fad3408f3ac29b62ecde671848ab2cd884e5d95e6de8bdffede02ea14b46528d41830166e2cdbe503bd504085557cd462bbfdd158b292ca9fa665644434685188364ca7206c93577d2dfd085c1269b0c2115da539b8f7523d4b13d6e173018c13e3049f5fdf77326ce91b82ac0a5302191b5c8950aea2d880171b1c672345e3d61527d315b92012e36d9b759fce983e67d333e9ac3dc291d9b62f6dcd51be3fe7f0cf0eace1e2c2c40cc8879b234b58343d6b7306578fd63a319004e14844aad60735bc4dae2c8c69050bdcd1d6bb0df0e09eb9aaa611b12abcef6a8b8b1fe5d2e4c90a6e2c6f7045a2743ec42afe106b552e2bf24212e62f391cfe51ee3c2d549427fb1026d6f8088b272c01c4be568298775aa55ace4d1ec94b51d1877c2f2d7ead899d928074bc2166de986b3092d24c1fc8c119ce4ad8d27af787622efe450fbf74170d68f0d80ff4b54bdcdc1a2119d8d44ffec7a0b5b5e98700e1ac659558cebf2e8d504a067482c360bb3830a02f3669c27f49435837ecb593e6e6425b136b27af3d0ae2db087592052c9e8289be43c0df994123a398b397c14f08786c7ea786a6bf5d8fd6e7ac8a70f86ba4db33a310d291b4374c37355d41d5a70317b1890b5e0691e0a6c5fd757fd5aab997d9d91', '2026-11-26 22:12:32.232494+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dd82-71eb-8f88-2d68fbd1c05b', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '528242122a00c057867e41483d0b9e48', '\x007464f2c5eb494c46064bb61d6b1b0a5d15c393f048da25919382becd4d491e', 201, '\x010b646576656c6f706d656e746fcca4a44fdf30e4a72bbd7b98b2c1ba4d387ae9f73059ded56d2cde1503b10ae66175a57fcfd0718c0cef5fe90b3d7d9ea37edba9951ec54d13416d9ad47fa6647641b38010602c1e73b0e937e9aca0ee4f19ab97050bd49c3c0ac5634b872d1233179ded4fe2ce2300e15519a91e6dd6b6da114984dd9bf21c0ae662dcaddd74c0621a9242e2ed648e90d32aea8360308e334d03efa534b3ddf9e6739b7c464b1f6d36437135ee1a5dc6694309b3f402b4c74f0a29ee1fc5427c4303fcd6436f1e1e6d9be4ddabba3351531812872148d0e1ff24b9eb5fdfe1a0ba5339bb03308c1e04b3d840e69baa8bd3923979194872f4e52258c0f00db641ec89b98e335aea1e4d5db1daf25386505ae5db9f9fee295754d49cb5bbabd9e3c6357f7386ad142900ee80ae19fd9f5f052d5a31b03951c3439f8f3cc6bd8a07b428139e3bb2bca00629049eac4b14ca3327d225cef37338567c714fb2bbfa76a411fc871079f6a3741c0d8f8d17fbf200b7021cc46c4b9c84d45cff03cfe1dc0962e889cc165af9aab87c2b42085f65145023e3d533ffd0b4d89daaca472e1de120761c597e2082826a0e0fb184da268e662308e09e742cbdca5f3a124438ba3035d93b259d3ff38d0055d1830cc03aef1efad8dd4b19aa3680745313967b74bd53f87c33adde210e9f36d0a09e92ef953a814170ecfeba2b607bc88aee1850532a24fae467012ae27fae98b7c74025ec27450bb639258de9dbcdeeed670f473d916cc6694a6d119900e9b7e3340bc4af9bbb75b54a4f8fa7dcbf20f1b66fcb6d6c41f7ac79be56fee9fa3d31744796c47c29835a6edcca5e90be187276133bd4146382b15c157ecc846849cfe95e713a2d5b951091273f5f8933a1601d0d39739e686402c2859f5cd34b69f5571832bd8ac291880c2a6b0eb7bfe3abdc07cef7c2a5bf67b3e6933c086afd6544af12a9c7f42269356e769432ae359add66d70d80e6e5f30a5a3b611b67a1f2c06f27cc51aef07b23e4a6a1d1e56484a1fe2cd27057e418c6959a415378266f1d476cfb374d7508dc76bff88bedf6cc658cf24a605753ca84852b7d404271740dbf17c050c171a87211e4d3b12dce9b6c1b42b97090d277a561b4e28e176f0701983133900a215f9e278a422bc356baad93c202b337cedddb236ccf55177cd2aeb4283e4f997138d03c3d65e7b7cfc9e50f9778a33ca34c0fa1f545e5314d2394000ff26f4a245ee1abd8e53e0c842a9b192ca82d59b59ceb33200d5ac7360b77aec1164a976a67ec687e8af836d04736abb6919f06fcbb80b54bd7ab7db9a109dcee17cc7a5cb173800b3d96baa5febc9c9184659bcfe9dc477eea929d277b9bae1903f84ee3889a779e25726bbe2bb04ecc25f53b1bc8f03931c79bf0ae727cdb07d3df2a6811d3d197a597ffd4031b9ca531a51a4bda41954f2860567204082fc565dfc057b14df16c47a0fd64a5439afc888ce47c61ba365217111980e50b6f4928b243d48fb882de700d8264ddd5d9f7fefaf9d56eb53873c00bb4044185d99874dbddf16f2549da28fbb7a3643d096699719aeece6cb3b0045e664c604607021be54ca9900824b1b3a2302901086e06dd2240a00dcb96eb7a3b54fdda489c369384cb5854466658b3b43d42cd2404278756364b68', '2026-11-26 22:12:32.25328+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dd96-704f-8395-ca2742813d47', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '410bf9f59dc6f4f44614f5e201eb5093', '\x61a53b27f204a3ec2ab2716857516cd38e13dd955d681c577ed3fd72b38d17e6', 200, '\x010b646576656c6f706d656e745e36c806ffc56bf2ae80f9167c817403f1197e67dcf73cbf0eabaf0bcd302ec6c9de262ab92d44b254b5bc62add616c53507bcd309d7e4d51a583fb0caf203e6b3b7683c28778fe07f9d8a6862e911d9f6d6f6f0a77c6d7d9182d28f6b28b17a9f230f5fa65915862ef0102e56896a75b70a26cd1b8b77d99c793f6ad16a58253510849f3e7c67419c229e51a0fe6c28e38bff7735ea62c05c98062b4655ba2e94aeccf03be256f6e45bce91895267d64f2bf9fdd24ba23c6d4ebe528d38228e307e80d1427066e9ca863c647e7d83e9021aaaea193fd7910230fb9456c1406af266091ccf64368df22a21bd25e0a7c6cddd65a235fde5a9210aa2f5807a5b008ab972119aeef7dd020d98a29190bfd126ca6e198d7f44ec78ea7081ecd7c0400ae68c30c1054fe28e1e981b1168657723a727b940f767b5960d9aa2fb1ab952ee64251d1515e9ad722f21249d66334d07dc2b0fc72e9d945943791e183293bba3850cfe8d965e477509151da126a55a29cd787e4fed1a1862200f0a6cf199965b4aa70471f50d6cf5af55eb3a9cfad860d5bf0ec6a9169052c7a7f1e0a4cf7218b3ad3b2ea9e66c6451b4e60b5162079e7872cf9080a2659e1416145e47b875671cb2fd38f6581a2448d52eb27eabb2dbdf14d59b5922dd94260948f1d24364413dfb24f02cd7f931e51a3072b655fc38f98676617effb9dcc61f56556dcde186bf5723a68712ff74fd95ad0ace3eaea0d328a9d75c2e8e326b87c23c59b94d2de70bc3f87750a59e5c7c74a7b7412109c25d85f0322a9a8ab8bb91c6dde8fde839752c0a734608ebdb807dae9b1b24c9d9ebe3f2e87514bb81f94dea29aa4bcb0a903bb696c7d356a08deceef6a05973572d50f7abf9e469c9c3c2e4e79f7634909708add69ea81d6e56a6d443d9e58175e2bc15ea19cbd7f812ffed37d1f2139ea77103a978db292a6e91ab80f6925e384747b60d1df34d6e6f1d1948b91d42d1d49086945a21e6557419d81a96b9ef869ea71d61c3759a5cf728a9b6a14ff3970e99abfbb37f60275e4d8ed8a9165f9f3f70404f6e362e98abc5cf8b7314abc95830d8ca7e57ea8d14f7da5bd2394d26054d6447b2f6274ae8cba81949e2f42198a2c2fa77a5e907a9c97d61e5c903e4d082a70c376d48647d140b725aa462ac261027403060c1050cd8a8dcf987b18219009d5bf74ab6fa758e99ea5c5f9d33ee28ee6c6960a690b6f40f60d6812e96a1dc47d3d3bb969784420ea6a33fe1e60aa87b33b2b62fc21276084ab84a60bb25522b32911bd6af84fee732083107fcc7f27a7600ba09b0434d426c5b9e23df13726552d99a2e837456f96704b5ca457fd8d9e111841c993fceb4c1beb6c11fdc7d5660a6e62bb0ea59c3bacf9974e05b0b2da87fbd66b18ce6b2840483ac6143d934f9a587dae32742156b9f8532d1218b107c9cdaa08db84e0fe7c67be27b21d2f23a671e52fbd682694964e3a64fcd220dc3d0ea997365ce3fc44fd179ce745edda2efe2893c2ac418ad9fa5d8eb507ee5cdd1650e2a781b675c556647ac10d41b9fdca62ced1b3189ffdde294b90c981cfe94f30991cf1aa80dadd1a10a07fb4486c748544f24d780d87531e35d3e69525d0a6d0eda6be0c2248ebc6ba0e828c64f32eba321a74a476ab4da829296bb59b8c7e30e66d2cb0590307b71f130d6aacb1bcde2ff044b062b66b01682931f60520e7ac9c5b1739d6b8ccd2c666aa31c44ab413999dc13d5f3aac1ac65cd567e9ef1a01c74f7fcb25ff926044fab20e55a4653a1aa6e6c77a70eefd45f2b152db9940b18f2307ebb080fc409ec516439211ff0e0c7a3e40d3885c95536d47cdfbef6f9a025b6ee542384d8f9e578c1de5c07849164ca7f97b5c023d3725a13b095ba0878820a653afe2cb7c7006611724ac5fcb0f62d811cae4ab6195f7bab47bc370b50909539b0a8d0b77562abe38684e347f8ef3c98f8938f92949ecd091173da55d325d95fdc7a55747175614df2023c67c4c3446299f7e2ab306859df9c21cbb9563b39aba74b03c8eb1d3ff710e9db46bd8b79c60221635150e8537c8c27d482583a14d2514178a50693199d938b4a92557d5ed5d4de1e617e7dc781a11b0e933f1091f00d778b', '2026-11-26 22:12:32.273468+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-dda5-7153-9be9-93a5102b7a27', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '41ca378f3df5f806dc64540eeb3544b1', '\xdae763dc44abb808d5ff9576b518a8864c84a3ac44dd71a7377e491657baab38', 201, '\x010b646576656c6f706d656e747ea9a41726eaf9ca20b0bfd43916f1fd9b223d2f8f261e225509d9fd9874d9494a521574e16a841d2428580cf8b7db0afa595c3dd4fbd91ae535e926a677df2ef2178738151875b83f5b291cd8fc5c6af482639628dda17ba97a44c739a21ed75ea1cf001d390ca63c9534a7afaae4cf65a00c32777d730653ccb6fe19c37374cc470d89fa10a2e7f5d6e86679162c217c1512f26bb8f6fc2ef7d5ca09c81c35fd6986e30fcd852e8aed96f855b4e9c553159a7deb0b206e2248feca6a69951fb6ed9562046a3c27d40e210e1932ddfd3cbeddf9aef61c6d6f572aba4cdd2255acbdd9ac5a851c4084a35dd2b4f1d7c2a3a7054d6a61028a7ca22e290082040a9b44d13446c54ab2837d41eff247728510ac0922d10db196a26431b9ee7023d98c7b539f316cc584bee69a5ed9ba74c1d0473dfc628076fb31b24a31bb864cec5e6831cf51ffab22e14d4bb1211c2f050ee281b2cbb0c030e80dbebc0c4918cd932291e209d70b4df7823fd7ae7b8cc9b8712c37cfa194ea810735b56c76210bfe6fddaa5a6409b222dadbab58dca0d40b921da7c0ea466178f13a42785583096c6a54b3f638787492a8b7977a312089e9911aca5730164c4d0427b643848d876e1fac986675b8aeca0ab541f6c6b0e341d958f43d980faa69cd0c549afe92002f0ab2da8a95237173fc06ea2b46bf9cf7e01c897c620c1728c9fcbd3e01f81f5e3adc163754e3711eeca3ddbaf252ab7c1941a1334dca614f67231699700a7945117054ea354667964c6deda7df03c4cc12bb94554320ce2eeea80fe78f33063a06d4f22912015164e7355bd15b77be91a8824ed18bf62842374e3eceab5a12b7ed878dcde8d87ece85162a1635c0bc959cd1a13be4064f063a95275f1fce251c9a06a7e50b6b235d98aee0fc735d713b9c950ac1b9ec0ce4e16654158a9e11ba8f0474e8bb2b823fa56c90fdd4e44ae0a16fb6efa83a20ad5f7d94a561bfac191fc456307ad9c5c8ec44703628cb3182d7ed4da56387636364a56e20244e579319a6d414e122c9b3390bd0f52fa57edf1d30e3ec77369660bbea2423cfdd2d5fc342d1f994f8f189b110f1e6a14e97b04d2af8026e0c8c35b7c1370771acc9a152797b200bc8510ab3894e2d820517c11d1b3976ad71c3d69d77c6b78dc16739aa3493c4d4d3f08ba2c11f9e700c6d3791fae558bd145fefc7db7dda28eea3002d7821d8b48537473282b47ab9d1842e56894e73e26736a7a09629bb658d4c267f394137', '2026-11-26 22:12:32.286152+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-de48-7f2e-b71e-16e60dd739dd', 'user:01a219ea-dba4-724c-a031-779df2c422ef', 'b12f629b6f9f0cfd79ae086dc8ce8c90', '\x0e5d11d3543d0b50e45df03940438550b830ed2e80b3b52a1a86be399f592c43', 201, '\x010b646576656c6f706d656e7426b13a8c71c16a03e6db78ae7d6a76796490a9edebe06e3b529c1a819bc8149884ef65a1e95fd110e482d11c476ce2779ae4fb362e7869bec113f586f0dbe7782bf9776b3b66c0a508c95b2f58d6bc0644150f95e514482b4099802f07484fdab0a8a18c4a50fe1c7a23f2fb3c6ce0d6897e7a8d6bc0995e0e93e138d6f9db608cae48b446cf55a3bf0454dfc64093360d7f1fbac0e29e6debb2a0962cdde0694ccf2f4fa743dc6d90ec8caf7f4bf1d38cdf04d13e1f80bbf46ecaa1f74073d02abcfed1c0c076dfedc8baf1c5add8dcb53c8d582d973dfefe7739827fe29d158ef8ef460fa31f779fe084f5c71ada63f5feee863b814c2f30cf2350658ceefd9d9c00eb60ec33850f52b43f6c41eaccabac69ab58c8003b155771b99dfe96fa1291647a8fed1ae5e65c2fdf6f4977d6353792cc01e5e5d65c6c07d73c11e6d8618553d2a7cd17258d93aec76f917630c7b1b07f9bfcac19c9a70a940ecc93451c98fdee109558a990ae489bfcf82f7e56257fb56a95a0d98b09fd93d586a7b1e2ab8642293a9ed96baa765bf2778199d7a08ebc25f06b7fc3ee8da4ef7b522e641db8c1285f84467b96b782195c15147ebf8caf300bf09478b500ad53914b28a901ecd428c4f66ad561349ebbd5182f960189b139e820373ab5b57d91889a14e50e2ee39bddcadbef2c2d0fafd0af94db6c335c3c9eb39d6d2e80fdcfe0fdf1fb2ba26148d7f306390b664322083fa353d4393064c109e89c362d0bbde9f8b92fe4ed7b9f17aabce5f189d176b832fa3aa055356e0ccf74aba5225dccd8d4b9c193854d81b6392cebdb79f50a1f4e89481966a3beda60cec4d49a3b6a2b73716b93ddb4bd08c49f', '2026-11-26 22:12:32.434373+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-e07e-7720-9b30-83ee3433f58e', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '6ea393484ee20fac563c5056e0807baf', '\x3a4c6247a7840ed04d108f5efab29ff1346a42b680f88c7df27152ee9d9dcced', 201, '\x010b646576656c6f706d656e74ea2638515e1704124886b3722fef0f217342675e050dec9777415cf3219e8a158ff223e5d4d93b49f73fc81eee4093e5504a36f49763f30396b375362e6c45849d90fc1196260284bc86254357129b9adc076c86f5bb7d0901204689fba0921255a1584b65d1fc571edc1a274ed2e158f59e4a05db68c3623b8be4b80338c7be05fd067ef06aa76a822374ceea84bdf895d14236a994c022d562f184366de2d335de8d078766810f1a023db9c7a020b52601d03a6ad1ec97eb2b41a591d861be13465c21bb1eec05c00300357de2726846d639ced0cd093dd0ac40a9d24c65cdfb1dc90c7002a64ccbac79f85016f54fe7f2f7c8eda41c1255e9b335434a73312382e07dc20500dd29d7b336535d0a3723e0e08f493bca6cc769431de3523e0cd7e648f7bcb849306463dd63be7d67db5f77e89c29336f377c64a2d66fe18c2f94dd1b2e2280947904e034cf10ca262b6f967fbb009a5af0f84f3a9d0cabc818f3ff2097b821aac888d765744f1da2e386daaee3d4a9da2594722269a0ede4f6b16ff01e9d2f2a481d6fd1558b800116b1f0ff22f537c8868e31d914d00372dbc31d950629ccc03e89e24b09514476d45687e9385d2d0ae597167336c89eaaaf699c540de86320dd549d7d63802c8a8b0a331fe4c4ccc2ec53c188c25debf55d1bdae1d068f1fd6d70c739802fbeaa33b5f1b94e87b66fe3d2a9c102417e17192113e19509c84165482f8b833e5467fa0c66186f599dbc43a28db41492e2d87800e3b250cfaab3e666d6258fffc7068825c562996dc471f0a39884859f6a8eaec8bedc840ab02179224bca72fdaf4ff9bc55bd44a77fe24ac6cfe7bce4425252158420b8758fdcad9a032493babefcc554bf2e238bcd02f957da2b4971e0a232bb2188d105e700534e78cd3bf2d79c0df37bc3923f722d0a59ea42dce8f8e33e71b1e86f91098337b6c10ab918347abefbbc2aa30a600d4e147d6de35aed2282006a113324cf67d6551da63433dcf4076e7b347096723c2349932a21a79c76f88b63f67d1a8aaafb96cf17c4c8da79f27f985d5dba78c409f36b43ac8993e877cbd0f09e71ecad6eaa2b78ac3b32f40e87d3319a04dd2d0adbbefc8d40721b70f1ccd95a40ef70f388c4df2089e3463f788f0a12c84b7222ee30fcf25c358ad20311aa18a1289e1d27764735af65d05dae7d40d886901cdac27ace0818450d331be2c65a9e5af369a32e9fafcd09ee8bf591ea8d79a656fb53a1eea933fd9fff411685e85413a5d6fc0878be1c0ea379666513485402239285a761e19198aae22d75f7334400d8ccf58b1defbe56d9fd4d352926f0ca05fe693d3419358ba757d42bac0248f34ccb851fcc07c2fb1aeec962f14bf0a465eaf4c139b816f3e9935af2e42d4b922af3b3cf2a4eabd25ea453459a14dae0e4b21265bfcc8aeb91a9192adcfa31209d75d17d7ce1d9700362dd32d386c657e4a6971f5c0bd1f4e3c023a6f5a7decc6224759f5b39b8008ed3eae7c2fcbb78a0ed312d443889d41c830e3dd0be21fc6dc5cc4c287db51986de6795548a10852dc60e3388a2d0a01ffb6a919d1bc4d2d7ef2bab3eeea04992df72a396083f4a009f88f272444a0ae7dbb40671691ce00c45e1b815e6bbb96f500c94422def8a61aa330ac0b475535dc4', '2026-11-26 22:12:33.013886+00');
INSERT INTO public.idempotency_keys VALUES ('01a219ea-e0a7-7686-88f3-dee231606b43', 'user:01a219ea-dba4-724c-a031-779df2c422ef', '9236dfbd18160f8a341ec4b1fcfbf96b', '\x22d657d2991c1c184097b464913bc917df1bfbdc26d4cf7e12570264ece32c5d', 200, '\x010b646576656c6f706d656e74dbba7e2b187a4d696b78587382ad565bc0eff45321f105d88d52976698c4e594c47eceb7dcabdad0b4682f1322d3db1007f98e3298b05f9986454c27ac53bb7fb9a3a449f3c8d9250a6a2d9cb8e8ee0aef982f1812c4f2ad3bc3aa332f4960b9fca97a9747b0f41daea49cd9eb1f035354fa7c4e08cf4f7225f40a21aa28f5be4aa18f136448b9df7d3f869507ac1ff3e9cad69deb6c82797c92ba461824fbd29c2a5fbae95afbc3a17910aade6cded8eae81e25cbc2a87f585483cc73efeccb5eb3c2c136fbd6012a70af95191927a78e1f23540cb309dd5da78c888c38e02de84faebc46d073204f274f8acd1d7bc986cc605ad9e03cda6d282b492d14de9b16761c5d08656d5834de3a3d62bc7ed71eba32e42decee0de693ba7db50adfa967c041f9962ef0f1ddb1b7edb8d051b4349410d306dc8e833a001e84f67312260a31c4b938609dc9ad8ec68af201092c6978ca5c3cfee685aa73b35c780305ca8ae1ca0c6ac4f8b5e0642c021148f9f4a720cf333ba7b42230a94aaa6fe815c24d3ad18feb4a51a6b51e2be6e3f3e06a81bfd96f32eb258b6a2172738659a21e9119a4db85c1f1057f31f386dab6e562ce496ea93fd04f57b32b2be6c3fe7a0688b511d7c473af57ff2898104c98f025fa19ad6032251641b32d20dd5430e2cd629632214d5bcf63b767c6230561a5c675c58cdd6a224e4f0ae3f9e55136c4c0159714f606564a4f5fa5fe79cddb2c6763215268d2a3e2af1cf555d92a800155409ea1695ecc7d2ba256a3de3c241008aa4b89bab6960491db723579655ea8ea99ba7693f4da79882c133802739dc7bf650125c99a28e5f554eaf06a75ec62790c71a0f6247b98199c3dace43203822092071f1b13c3d5ebb9019705f542d30e77e540be260d311925697c208438c2cf1697d8e37eb8b820a98213632cbb4be7c385778b0d4ca61fd0788b9299be05b375d289ceb82ad6a5184dd9f38411b29a300586f0d25ef83d463eb65c5b33dffa35e4642900922e650c81ed37edda03722c3b9a116fac4767c75d99fd6d58e673a4005dcdd343e3c06c82f417a01b9c6175ffa80947cb099f706ed8ae64545c72d05e8c50856d65c272399f87c6c16b49e353b4e900569c7d2c002f5a25654a1c3d95a1fc14b57aa387e33bba8c99b570af110147f08f7b1e458d9f10849750612ee6869e1987324066c1344ce5706726388743273a1d85c1133f4e0f1a19fd045dfdfa36a4cf64bd28adf0ff979678255e5dde748ebfc80fafe326e29c9898fab9d2380a6868063f0ef5326d85ba6759e51c341240e3ded563795e47eb7d6483055ca324326bf7d8d3de796ff3ad60b1f1e59cf87c9011c47e476dca32bae87ae0206a1f52ce9d6cab6527d90aa3aab3e91c2df2f9d0dcdc40cdd047769c13b85e295d25281e2220dbb66a4763adc81b35d0b7f5f70763f2f348ad2e8ab094d32e6a9cad91958b8b688dc5409241b6909925360c47441a49ce33037f4b5492ee2aac4135d0552b4b3c2b62217d1d38344e8a4dd5e9db4a658060a3b956012c1ce4d71e3c137cc49646771983eab90bda349afc62f6298f297cad3b27c5ced5b82be7de7cad47245799ea6cfd215cdf882051cdebdc4b1b26f23ec19b943b1562710e9a9f2e669f64bf67f4cb5f73279605f6710e5ed0e56dcd9d3c089d8ed61ce3c7ff148cbc9702da5802b4fdb9c5e17278f4097b909acfa33093ccf223a3296695c48b2d3e62f385574a8d86e2a0d946445e3b3978e35172eae0f22e78f24ba6ca6543ad1e4fd27db90c9ffcde0b6aa3e992ea4a2c8e65cf6bcd92854cf30761e3d309e8d21a55ae5f66d37169b371117424e26ffc9bd7985d6c1652c7727bc3f19fc949ffd5f9d27aba916ae1a434803741d9c44f6a7c842aa5bc747ca8466dc304d7cb8abafbfdcb40fd6026a0054e164d0b77950089019b6be17b9fa825e9aca3199185f676bce536244a1cf84003cbd6c533ad1882a01de00fc64be9c1a541bd20d3cd94c0b01b7613e3ea4c55236b26c00a13625cf842521dea9e5990ce56ff5f6b7e62ddecb2dd5c25425cbebac4d645edcc144b1522d7b849e2ecd976c8a759c9a04148b438d9c92d00c2fda17262a6a8fb67feb747fc57bbaf61', '2026-11-26 22:12:33.045923+00');


--
-- Data for Name: invoice_lines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invoice_lines VALUES ('01a219ea-1f3d-7c9e-80c0-80740bc3f282', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 1, 'Design of a garden', 2.500000, 80.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 20000, 3800);
INSERT INTO public.invoice_lines VALUES ('01a219ea-201d-7808-8975-cf4ddf7caa6b', '01a219ea-201c-78f9-a372-587a34dfb9b7', 1, 'Planting of two trees', 2.000000, 49.99000000, NULL, '[{"name": "VAT", "percent": "19"}]', 9998, 1900);
INSERT INTO public.invoice_lines VALUES ('01a219ea-204a-770f-bd00-7dcea5537f81', '01a219ea-2049-7918-a2e3-b96bdcfbd408', 1, 'A bench', 1.000000, 120.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 12000, 2280);
INSERT INTO public.invoice_lines VALUES ('01a219ea-dc50-7022-b710-049799d5e431', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 1, 'Design of a garden', 2.500000, 80.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 20000, 3800);
INSERT INTO public.invoice_lines VALUES ('01a219ea-dd40-7253-9a75-908b6daac92b', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 1, 'Planting of two trees', 2.000000, 49.99000000, NULL, '[{"name": "VAT", "percent": "19"}]', 9998, 1900);
INSERT INTO public.invoice_lines VALUES ('01a219ea-dd7f-76d4-89bb-e0ea7a6ba9e0', '01a219ea-dd7e-79c8-b047-462f82478852', 1, 'A bench', 1.000000, 120.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 12000, 2280);
INSERT INTO public.invoice_lines VALUES ('01a219ea-e07c-71ea-a9f2-475f07b3b0e2', '01a219ea-e07b-7684-89ad-cc15be21f0fc', 1, 'A fence', 1.000000, 300.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 30000, 5700);


--
-- Data for Name: invoices; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invoices VALUES ('01a219ea-1f3b-76b0-9dd3-e278b89cbfca', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', 'open', 'INV-2026-00001', 'RF76INV202600001', 'EUR', false, NULL, NULL, 20000, 0, 3800, 23800, '[{"base": 20000, "name": "VAT", "amount": 3800, "percent": "19"}]', 11900, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cym7nxfv5byz0ssz1gwprd", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e741cb22f34011de85e72a4de3bec438150d9cb1c9a4030e8a5ef5de1a3cbd33d2894f356a7b9db3276392ecd9576414d8bf933b1acb5fd74e159793c720207b478e569e7b1c849f9', '\x6cdc3f4bca4ecf23148ba47db75e61d10c23e8e4388f4d906d9313871a4dbff4', '2026-11-26 22:11:43.580255+00', '{}', 6, '2026-11-26 22:11:43.545036+00', '2026-11-26 22:11:44.038413+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a219ea-dd3f-71b7-88c7-056fdce7da15', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', 'open', 'INV-2026-00002', 'RF49INV202600002', 'EUR', false, NULL, NULL, 9998, 0, 1900, 11898, '[{"base": 9998, "name": "VAT", "amount": 1900, "percent": "19"}]', 11898, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cynpy2exh80zrcdfy7n6fa", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cynq1yemfshhrz5705wz8r", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e74619d3a44e10ff53441ad338122fab9edaab053f38c63ff6d67a8495bbe334e8bdc6f4d1a6f60789d7fd3a1777b973e9f52af76b12ac59439547556ee2ba9c809963688bbcd9c3c', '\x4aa4e5f88e1b99a182d234cc5bdf9fa03d97fd4592ec5a96621fb0065db58644', '2026-11-26 22:12:32.221715+00', '{}', 4, '2026-11-26 22:12:32.190129+00', '2026-11-26 22:12:32.234873+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a219ea-201c-78f9-a372-587a34dfb9b7', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', 'open', 'INV-2026-00002', 'RF49INV202600002', 'EUR', false, NULL, NULL, 9998, 0, 1900, 11898, '[{"base": 9998, "name": "VAT", "amount": 1900, "percent": "19"}]', 11898, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cym7nxfv5byz0ssz1gwprd", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e74a696be5df0e31a4d6baec723d4dd3544dd2618cbc160fd33c10521ec0ee3a8e243412c1f7f5bd36743b4e1a45683e155149ee79fd1ae19ddc2b336df407a48ee453f05b76c496f', '\x0e42bc921734592531c2813408b86715bb82086c9fcf40d09fae2777f1deab60', '2026-11-26 22:11:43.788485+00', '{}', 4, '2026-11-26 22:11:43.77154+00', '2026-11-26 22:11:43.803111+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a219ea-2049-7918-a2e3-b96bdcfbd408', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', 'open', 'INV-2026-00003', 'RF22INV202600003', 'EUR', false, NULL, NULL, 12000, 0, 2280, 14280, '[{"base": 12000, "name": "VAT", "amount": 2280, "percent": "19"}]', 0, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cym7nxfv5byz0ssz1gwprd", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cym7s1ez4rj0kmm6ere074", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e74ea92267760439399132ca599d1d7adc307ae06a46c055959b2bbae4fbda9ab8c1a31edd9228267cb4552b1e8efbd95cefc465cd2ced8f2eea42922bf57ca2435374fe49e253e76', '\x345d069ad45b81ed64df1050b8b782a79b4e5592c1fbf7c0074337f4505162e7', '2026-11-26 22:11:43.827528+00', '{}', 5, '2026-11-26 22:11:43.816815+00', '2026-11-26 22:11:43.918427+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a219ea-dc4e-7e1b-89d3-d990360d8ee7', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', 'open', 'INV-2026-00001', 'RF76INV202600001', 'EUR', false, NULL, NULL, 20000, 0, 3800, 23800, '[{"base": 20000, "name": "VAT", "amount": 3800, "percent": "19"}]', 11900, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cynpy2exh80zrcdfy7n6fa", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cynq1yemfshhrz5705wz8r", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e74d6950028ad5548c276d8b089173c9bbf39292d6f1b933ddada69d6fc100d52ceb74f86ba8b993e3cafdace61632dc61c0e0de37b1646f9513b5fd4f8278c195e392abe448665ac', '\x55b8a6aa258977826c67aa379f24e79445f6b5c8e5755da84895fa9b6cedaa41', '2026-11-26 22:12:31.983019+00', '{}', 6, '2026-11-26 22:12:31.950026+00', '2026-11-26 22:12:32.486892+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a219ea-dd7e-79c8-b047-462f82478852', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', 'open', 'INV-2026-00003', 'RF22INV202600003', 'EUR', false, NULL, NULL, 12000, 0, 2280, 14280, '[{"base": 12000, "name": "VAT", "amount": 2280, "percent": "19"}]', 0, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cynpy2exh80zrcdfy7n6fa", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cynq1yemfshhrz5705wz8r", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e7464778a8bf8004c38dfd66f4e626029165e409b82cc483c88107d8411b962f03ba37562f493e2c35b2e504387155c447ac3748a9dbe7d632e777054672b9753d3f3519d5aca5613', '\xf03d22a6ff5dee5878e02e9b364b7b667568498ae47b926f9f5d485050b191b7', '2026-11-26 22:12:32.275952+00', '{}', 5, '2026-11-26 22:12:32.25328+00', '2026-11-26 22:12:32.356178+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a219ea-e07b-7684-89ad-cc15be21f0fc', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', 'open', 'INV-2026-00004', 'RF92INV202600004', 'EUR', false, NULL, NULL, 30000, 0, 5700, 35700, '[{"base": 30000, "name": "VAT", "amount": 5700, "percent": "19"}]', 0, 0, 0, 0, 0, NULL, '2026-12-26', '2026-11-26', 'Europe/Berlin', false, false, '{"id": "rcv_01m8cynpy2exh80zrcdfy7n6fa", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8cynq1yemfshhrz5705wz8r", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e7492765f385af25eeb2623c1d140013f5539c9ec2f8b169ea200b70ed3c0f792b349400e5a90ebdb947a7b41e753d488d941b9b75b3dee73813905a73f2f774ea22368fe8baf6008', '\x80e164ef5ec7662fa66aaab1181c3005d13758972816d7570b3f16d90ae75227', '2026-11-26 22:12:33.055389+00', '{}', 3, '2026-11-26 22:12:33.013886+00', '2026-11-26 22:12:33.05582+00', DEFAULT);


--
-- Data for Name: ledger_accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_accounts VALUES ('9fd7e779-24a9-5e0b-b519-8fe0cfbe9430', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'tax_payable', 'EUR', '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_accounts VALUES ('aaedc1a4-ef8c-5384-a70b-aad70dda8729', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'revenue', 'EUR', '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_accounts VALUES ('f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'receivables', 'EUR', '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_accounts VALUES ('a6074007-c4fd-56b9-a90a-eaaafa85d826', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'gateway_clearing', 'EUR', '2026-11-26 22:11:43.671025+00');
INSERT INTO public.ledger_accounts VALUES ('4683f710-7a94-5f7a-a296-22bbd63921f9', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'cash', 'EUR', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.ledger_accounts VALUES ('093cecec-1ad0-585a-ad9e-c6e5fbe04e5e', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'tax_payable', 'EUR', '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_accounts VALUES ('c8de1ab1-37fe-5a3e-b75e-d108769875a3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'revenue', 'EUR', '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_accounts VALUES ('ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'receivables', 'EUR', '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_accounts VALUES ('a6f72f04-e609-5f4e-ad8e-5e7ea471b958', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'gateway_clearing', 'EUR', '2026-11-26 22:12:32.088485+00');
INSERT INTO public.ledger_accounts VALUES ('67c957b4-d496-5e44-9f84-bcf8609cd57f', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'cash', 'EUR', '2026-11-26 22:12:32.232494+00');


--
-- Data for Name: ledger_entries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_entries VALUES ('01a219ea-1f56-75e5-a1c4-088aa18005ec', '01a219ea-1f56-7593-aec2-311f5b1fb72c', 'f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 'EUR', 23800, '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-1f56-75f9-983b-c778af68aaaa', '01a219ea-1f56-7593-aec2-311f5b1fb72c', 'aaedc1a4-ef8c-5384-a70b-aad70dda8729', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 'EUR', -20000, '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-1f56-7608-89ae-5fb6f10ec990', '01a219ea-1f56-7593-aec2-311f5b1fb72c', '9fd7e779-24a9-5e0b-b519-8fe0cfbe9430', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 'EUR', -3800, '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-1fd6-7bbe-a360-74e06394911b', '01a219ea-1fd6-7b31-8fea-dec30dc2f23f', 'a6074007-c4fd-56b9-a90a-eaaafa85d826', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, NULL, 'EUR', 23800, '2026-11-26 22:11:43.671025+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-1fd6-7bd6-ae30-34bd90fe72cb', '01a219ea-1fd6-7b31-8fea-dec30dc2f23f', 'f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 'EUR', -23800, '2026-11-26 22:11:43.671025+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-202a-7dcd-b9ad-068aa55b8ea7', '01a219ea-202a-7d7c-bbf5-d14f805e16e0', 'f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-201c-78f9-a372-587a34dfb9b7', 'EUR', 11898, '2026-11-26 22:11:43.783756+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-202a-7de2-9118-8488a2be9ba2', '01a219ea-202a-7d7c-bbf5-d14f805e16e0', 'aaedc1a4-ef8c-5384-a70b-aad70dda8729', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '01a219ea-201c-78f9-a372-587a34dfb9b7', 'EUR', -9998, '2026-11-26 22:11:43.783756+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-202a-7df1-afcd-76be2128186f', '01a219ea-202a-7d7c-bbf5-d14f805e16e0', '9fd7e779-24a9-5e0b-b519-8fe0cfbe9430', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '01a219ea-201c-78f9-a372-587a34dfb9b7', 'EUR', -1900, '2026-11-26 22:11:43.783756+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-203b-7f9e-a04e-66c479a6cb76', '01a219ea-203b-7f63-a229-a47c09c8a0ee', '4683f710-7a94-5f7a-a296-22bbd63921f9', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, NULL, 'EUR', 11898, '2026-11-26 22:11:43.799742+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-203b-7fae-ae53-a64fc85bcce1', '01a219ea-203b-7f63-a229-a47c09c8a0ee', 'f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-201c-78f9-a372-587a34dfb9b7', 'EUR', -11898, '2026-11-26 22:11:43.799742+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-2052-79db-81a3-070c18e76561', '01a219ea-2052-79ab-b527-87be48664634', 'f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-2049-7918-a2e3-b96bdcfbd408', 'EUR', 14280, '2026-11-26 22:11:43.825392+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-2052-79ea-ba33-afb4f35bb070', '01a219ea-2052-79ab-b527-87be48664634', 'aaedc1a4-ef8c-5384-a70b-aad70dda8729', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '01a219ea-2049-7918-a2e3-b96bdcfbd408', 'EUR', -12000, '2026-11-26 22:11:43.825392+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-2052-79f5-9ab9-75f3525b0f3c', '01a219ea-2052-79ab-b527-87be48664634', '9fd7e779-24a9-5e0b-b519-8fe0cfbe9430', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, '01a219ea-2049-7918-a2e3-b96bdcfbd408', 'EUR', -2280, '2026-11-26 22:11:43.825392+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-2128-7bad-bef9-b1bc26e6305c', '01a219ea-2128-7b46-86b8-c18b7f6189e5', 'f68ece81-9a4c-5c9d-bd6f-11031144b4d3', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 'EUR', 11900, '2026-11-26 22:11:44.024792+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-2128-7bc5-8332-671d5b1ae579', '01a219ea-2128-7b46-86b8-c18b7f6189e5', 'a6074007-c4fd-56b9-a90a-eaaafa85d826', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, NULL, 'EUR', -11900, '2026-11-26 22:11:44.024792+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dc6a-7758-b9f1-7fc02d888d2f', '01a219ea-dc6a-7713-99eb-b57091cc5c6d', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 'EUR', 23800, '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dc6a-7768-b936-f17cd8f04ecc', '01a219ea-dc6a-7713-99eb-b57091cc5c6d', 'c8de1ab1-37fe-5a3e-b75e-d108769875a3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 'EUR', -20000, '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dc6a-7773-9b23-d367b23449df', '01a219ea-dc6a-7713-99eb-b57091cc5c6d', '093cecec-1ad0-585a-ad9e-c6e5fbe04e5e', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 'EUR', -3800, '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dcf9-7010-a9ee-046ef7e75eee', '01a219ea-dcf8-7f93-b423-67f765ea3612', 'a6f72f04-e609-5f4e-ad8e-5e7ea471b958', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, NULL, 'EUR', 23800, '2026-11-26 22:12:32.088485+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dcf9-7029-a0d6-5ffa06784b95', '01a219ea-dcf8-7f93-b423-67f765ea3612', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 'EUR', -23800, '2026-11-26 22:12:32.088485+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd5c-716d-bbaf-b5ae1b289511', '01a219ea-dd5c-712b-8b77-ee35c841a6a8', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 'EUR', 11898, '2026-11-26 22:12:32.218031+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd5c-7186-9ba8-71df44d595c0', '01a219ea-dd5c-712b-8b77-ee35c841a6a8', 'c8de1ab1-37fe-5a3e-b75e-d108769875a3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-dd3f-71b7-88c7-056fdce7da15', 'EUR', -9998, '2026-11-26 22:12:32.218031+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd5c-7196-a94d-e7604f2a778f', '01a219ea-dd5c-712b-8b77-ee35c841a6a8', '093cecec-1ad0-585a-ad9e-c6e5fbe04e5e', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-dd3f-71b7-88c7-056fdce7da15', 'EUR', -1900, '2026-11-26 22:12:32.218031+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd6b-77e1-852b-9132cfb6b9be', '01a219ea-dd6b-77b3-8797-57cb9342a112', '67c957b4-d496-5e44-9f84-bcf8609cd57f', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, NULL, 'EUR', 11898, '2026-11-26 22:12:32.232494+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd6b-77f1-883b-904ca32f792c', '01a219ea-dd6b-77b3-8797-57cb9342a112', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 'EUR', -11898, '2026-11-26 22:12:32.232494+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd92-7e02-b33e-e0d332fe1074', '01a219ea-dd92-7db6-b2e6-2eb19a7a4210', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dd7e-79c8-b047-462f82478852', 'EUR', 14280, '2026-11-26 22:12:32.273468+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd92-7e13-8197-9e4159a1c5f5', '01a219ea-dd92-7db6-b2e6-2eb19a7a4210', 'c8de1ab1-37fe-5a3e-b75e-d108769875a3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-dd7e-79c8-b047-462f82478852', 'EUR', -12000, '2026-11-26 22:12:32.273468+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-dd92-7e20-a0ce-e2c25cf6fa16', '01a219ea-dd92-7db6-b2e6-2eb19a7a4210', '093cecec-1ad0-585a-ad9e-c6e5fbe04e5e', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-dd7e-79c8-b047-462f82478852', 'EUR', -2280, '2026-11-26 22:12:32.273468+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-de67-7f1b-9c7e-ef88707f9122', '01a219ea-de67-7eed-8935-4af2d3333d93', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 'EUR', 11900, '2026-11-26 22:12:32.479886+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-de67-7f2c-b79e-a8d4c0cbe3c4', '01a219ea-de67-7eed-8935-4af2d3333d93', 'a6f72f04-e609-5f4e-ad8e-5e7ea471b958', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, NULL, 'EUR', -11900, '2026-11-26 22:12:32.479886+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-e097-7e0b-aba3-2201ae9b4eaf', '01a219ea-e097-7dc2-aba1-a0272943f518', 'ea08c77d-c3d0-570c-9a6d-3e0e4b4bba90', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-e07b-7684-89ad-cc15be21f0fc', 'EUR', 35700, '2026-11-26 22:12:33.045923+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-e097-7e1f-b586-46bd3b60334a', '01a219ea-e097-7dc2-aba1-a0272943f518', 'c8de1ab1-37fe-5a3e-b75e-d108769875a3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-e07b-7684-89ad-cc15be21f0fc', 'EUR', -30000, '2026-11-26 22:12:33.045923+00');
INSERT INTO public.ledger_entries VALUES ('01a219ea-e097-7e2e-824b-2b295facb428', '01a219ea-e097-7dc2-aba1-a0272943f518', '093cecec-1ad0-585a-ad9e-c6e5fbe04e5e', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, '01a219ea-e07b-7684-89ad-cc15be21f0fc', 'EUR', -5700, '2026-11-26 22:12:33.045923+00');


--
-- Data for Name: ledger_transactions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_transactions VALUES ('01a219ea-1f56-7593-aec2-311f5b1fb72c', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.finalized', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', '2026-11-26', '2026-11-26 22:11:43.570057+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-1fd6-7b31-8fea-dec30dc2f23f', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.succeeded', '01a219ea-1f68-710e-925c-033e2560316f', '2026-11-26', '2026-11-26 22:11:43.671025+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-202a-7d7c-bbf5-d14f805e16e0', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.finalized', '01a219ea-201c-78f9-a372-587a34dfb9b7', '2026-11-26', '2026-11-26 22:11:43.783756+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-203b-7f63-a229-a47c09c8a0ee', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'payment.succeeded', '01a219ea-2039-77c5-8989-efaf6e85d991', '2026-11-26', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-2052-79ab-b527-87be48664634', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice.finalized', '01a219ea-2049-7918-a2e3-b96bdcfbd408', '2026-11-26', '2026-11-26 22:11:43.825392+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-2128-7b46-86b8-c18b7f6189e5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'refund.succeeded', '01a219ea-20e2-74ef-b165-d775c52c6be5', '2026-11-26', '2026-11-26 22:11:44.024792+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-dc6a-7713-99eb-b57091cc5c6d', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', '2026-11-26', '2026-11-26 22:12:31.973246+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-dcf8-7f93-b423-67f765ea3612', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.succeeded', '01a219ea-dc7a-7f01-abd6-ab785783632f', '2026-11-26', '2026-11-26 22:12:32.088485+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-dd5c-712b-8b77-ee35c841a6a8', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', '01a219ea-dd3f-71b7-88c7-056fdce7da15', '2026-11-26', '2026-11-26 22:12:32.218031+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-dd6b-77b3-8797-57cb9342a112', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'payment.succeeded', '01a219ea-dd69-7953-adec-773fd0e8271a', '2026-11-26', '2026-11-26 22:12:32.232494+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-dd92-7db6-b2e6-2eb19a7a4210', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', '01a219ea-dd7e-79c8-b047-462f82478852', '2026-11-26', '2026-11-26 22:12:32.273468+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-de67-7eed-8935-4af2d3333d93', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'refund.succeeded', '01a219ea-de41-7d9d-9fe1-9c26e43a68b5', '2026-11-26', '2026-11-26 22:12:32.479886+00');
INSERT INTO public.ledger_transactions VALUES ('01a219ea-e097-7dc2-aba1-a0272943f518', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice.finalized', '01a219ea-e07b-7684-89ad-cc15be21f0fc', '2026-11-26', '2026-11-26 22:12:33.045923+00');


--
-- Data for Name: mails; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.mails VALUES ('01a219ea-1e99-7a68-b212-f2572a6aff9c', 'verify_email', 'ada.1662c0866dba@example.com', 'Confirm your e-mail address', NULL, 'done', 1, '2026-11-26 22:12:43.428694+00', NULL, NULL, '2026-11-26 22:11:43.476578+00', '2026-11-26 22:11:43.364845+00');
INSERT INTO public.mails VALUES ('01a219ea-dba8-7e8f-93bf-e6c5e9d787e0', 'verify_email', 'ada.5c87602b4b93@example.com', 'Confirm your e-mail address', NULL, 'done', 1, '2026-11-26 22:13:31.799962+00', NULL, NULL, '2026-11-26 22:12:31.865354+00', '2026-11-26 22:12:31.776115+00');


--
-- Data for Name: migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migration VALUES (1, '2026-11-22T20:00:00:000000', 'quittance', '2026-11-26 22:11:31.348845');
INSERT INTO public.migration VALUES (2, '2026-11-22T21:00:00:000000', 'quittance', '2026-11-26 22:11:31.553471');
INSERT INTO public.migration VALUES (3, '2026-11-22T22:00:00:000000', 'quittance', '2026-11-26 22:11:31.63194');
INSERT INTO public.migration VALUES (4, '2026-11-22T22:10:00:000000', 'quittance', '2026-11-26 22:11:31.704927');


--
-- Data for Name: number_series; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.number_series VALUES ('01a219ea-1f5a-7e1a-b8b3-563173885c68', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'invoice', '2026', 4, '2026-11-26');
INSERT INTO public.number_series VALUES ('01a219ea-dc6d-772e-8002-94f0242065e5', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'invoice', '2026', 5, '2026-11-26');


--
-- Data for Name: payers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payers VALUES ('01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', NULL, 'Bob', 'bob@example.com', '{}', NULL, NULL, 'active', '{}', 1, '2026-11-26 22:11:43.520299+00', '2026-11-26 22:11:43.520299+00');
INSERT INTO public.payers VALUES ('01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', NULL, 'Bob', 'bob@example.com', '{}', NULL, NULL, 'active', '{}', 1, '2026-11-26 22:12:31.933655+00', '2026-11-26 22:12:31.933655+00');


--
-- Data for Name: payments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payments VALUES ('01a219ea-2039-77c5-8989-efaf6e85d991', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-201c-78f9-a372-587a34dfb9b7', 'cash', 'succeeded', 'EUR', 11898, 11898, 0, 0, 0, 0, '2026-11-26', NULL, 'At the gate.', NULL, NULL, NULL, NULL, NULL, NULL, '01a219ea-1e86-738c-8e8a-8c2b46e8955d', '{}', 1, '2026-11-26 22:11:43.799742+00', '2026-11-26 22:11:43.799742+00');
INSERT INTO public.payments VALUES ('01a219ea-205d-7a6c-bbe3-7adf1c73c441', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-2049-7918-a2e3-b96bdcfbd408', 'card', 'failed', 'EUR', 14280, 0, 0, 0, 0, 0, NULL, NULL, NULL, '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', 'simpay_cb010ffc23077f817acd05932d8e338e', NULL, 'card_declined', 'The bank declined the payment.', NULL, '01a219ea-1e86-738c-8e8a-8c2b46e8955d', '{}', 2, '2026-11-26 22:11:43.835978+00', '2026-11-26 22:11:43.919225+00');
INSERT INTO public.payments VALUES ('01a219ea-1f68-710e-925c-033e2560316f', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-1f3b-76b0-9dd3-e278b89cbfca', 'card', 'succeeded', 'EUR', 23800, 11900, 0, 11900, 0, 0, '2026-11-26', NULL, NULL, '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', 'simpay_c40592e74bc1b33156ce67fb9394bd24', NULL, NULL, NULL, NULL, NULL, '{}', 4, '2026-11-26 22:11:43.58782+00', '2026-11-26 22:11:44.039655+00');
INSERT INTO public.payments VALUES ('01a219ea-dd69-7953-adec-773fd0e8271a', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dd3f-71b7-88c7-056fdce7da15', 'cash', 'succeeded', 'EUR', 11898, 11898, 0, 0, 0, 0, '2026-11-26', NULL, 'At the gate.', NULL, NULL, NULL, NULL, NULL, NULL, '01a219ea-dba4-724c-a031-779df2c422ef', '{}', 1, '2026-11-26 22:12:32.232494+00', '2026-11-26 22:12:32.232494+00');
INSERT INTO public.payments VALUES ('01a219ea-dda1-77fb-8d2f-f5cc7964cb18', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dd7e-79c8-b047-462f82478852', 'card', 'failed', 'EUR', 14280, 0, 0, 0, 0, 0, NULL, NULL, NULL, '01a219ea-dc29-767a-8bdf-85918b01828f', 'simpay_b53d4f179b06016838dee901f6b40a6e', NULL, 'card_declined', 'The bank declined the payment.', NULL, '01a219ea-dba4-724c-a031-779df2c422ef', '{}', 2, '2026-11-26 22:12:32.286152+00', '2026-11-26 22:12:32.360349+00');
INSERT INTO public.payments VALUES ('01a219ea-dc7a-7f01-abd6-ab785783632f', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dc4e-7e1b-89d3-d990360d8ee7', 'card', 'succeeded', 'EUR', 23800, 11900, 0, 11900, 0, 0, '2026-11-26', NULL, NULL, '01a219ea-dc29-767a-8bdf-85918b01828f', 'simpay_26bec2a79c4ed6e4c22eb816f3601321', NULL, NULL, NULL, NULL, NULL, '{}', 4, '2026-11-26 22:12:31.992708+00', '2026-11-26 22:12:32.487454+00');


--
-- Data for Name: receiver_members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receiver_members VALUES ('01a219ea-1ebf-74da-a3de-4de1b0f3767c', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'owner', '2026-11-26 22:11:43.418794+00');
INSERT INTO public.receiver_members VALUES ('01a219ea-dbc2-7f95-a9fb-b046b46c0829', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dba4-724c-a031-779df2c422ef', 'owner', '2026-11-26 22:12:31.809498+00');


--
-- Data for Name: receivers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receivers VALUES ('01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'Ada''s Gardens', NULL, '{}', NULL, NULL, 'EUR', 'Europe/Berlin', NULL, 'INV', '{PREFIX}-{YYYY}-{SEQ:5}', 30, 'active', '{}', 1, '2026-11-26 22:11:43.418794+00', '2026-11-26 22:11:43.418794+00');
INSERT INTO public.receivers VALUES ('01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'Ada''s Gardens', NULL, '{}', NULL, NULL, 'EUR', 'Europe/Berlin', NULL, 'INV', '{PREFIX}-{YYYY}-{SEQ:5}', 30, 'active', '{}', 1, '2026-11-26 22:12:31.809498+00', '2026-11-26 22:12:31.809498+00');


--
-- Data for Name: reconciliation_runs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: refresh_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refresh_tokens VALUES ('01a219ea-1e9d-75ce-9eb5-c420a6d15ad4', '01a219ea-1e9b-7f53-83c4-963fa8867275', '\x141265f14ffd490e8c81cae6f8ff9f8bd1177e40731d01b17481837bc9d281e4', NULL, '2026-11-26 22:11:43.389396+00');
INSERT INTO public.refresh_tokens VALUES ('01a219ea-dbad-78d3-82ce-b536ff8bb28d', '01a219ea-dbac-7bf0-8fcd-e50c1ca8f608', '\x9110784a1bb0dc1783f0f82cbf41f994d5dc218ed6ddc92aa75e7fba31e050fa', NULL, '2026-11-26 22:12:31.789589+00');


--
-- Data for Name: refunds; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refunds VALUES ('01a219ea-20e2-74ef-b165-d775c52c6be5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f21-77c9-8902-74a19d8700e4', '01a219ea-1f68-710e-925c-033e2560316f', 'succeeded', 'EUR', 11900, 'A smaller garden.', '2026-11-26', '01a219ea-1f0b-7a74-a9d4-75095c2f70a5', 'simrfd_85c5b100bd513cd67747e4d2e84d02e3', NULL, NULL, '01a219ea-1e86-738c-8e8a-8c2b46e8955d', '{}', 2, '2026-11-26 22:11:43.966791+00', '2026-11-26 22:11:44.040475+00');
INSERT INTO public.refunds VALUES ('01a219ea-de41-7d9d-9fe1-9c26e43a68b5', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-751f-98c7-1f29c05e7d18', '01a219ea-dc7a-7f01-abd6-ab785783632f', 'succeeded', 'EUR', 11900, 'A smaller garden.', '2026-11-26', '01a219ea-dc29-767a-8bdf-85918b01828f', 'simrfd_eb33d83d6188830aebd27ee1351bb51a', NULL, NULL, '01a219ea-dba4-724c-a031-779df2c422ef', '{}', 2, '2026-11-26 22:12:32.434373+00', '2026-11-26 22:12:32.487803+00');


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sessions VALUES ('01a219ea-1e9b-7f53-83c4-963fa8867275', '01a219ea-1e86-738c-8e8a-8c2b46e8955d', '2026-12-26 22:11:43.387973+00', NULL, NULL, '127.0.0.1', 'python-httpx/0.28.1', '2026-11-26 22:11:43.364845+00');
INSERT INTO public.sessions VALUES ('01a219ea-dbac-7bf0-8fcd-e50c1ca8f608', '01a219ea-dba4-724c-a031-779df2c422ef', '2026-12-26 22:12:31.788766+00', NULL, NULL, '127.0.0.1', 'python-httpx/0.28.1', '2026-11-26 22:12:31.776115+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES ('01a219ea-1e86-738c-8e8a-8c2b46e8955d', 'ada.1662c0866dba@example.com', '$argon2id$v=19$m=19456,t=2,p=1$6Mbewpbt5xelxuBRiCKZjQ$b5vS+hkbBgBx8ZGWP5+/grXzaEz8e+3elc4CrUWv9gk', 'Ada', 'member', 'active', 1, '2026-11-26 22:11:43.364845+00', '2026-11-26 22:11:43.364845+00', NULL);
INSERT INTO public.users VALUES ('01a219ea-dba4-724c-a031-779df2c422ef', 'ada.5c87602b4b93@example.com', '$argon2id$v=19$m=19456,t=2,p=1$wnXBrQdLeInAC7S3tUSPiQ$wgIFqBMeJXtL+1N+wHpgHDiS+/3m4t9jBEVxqj7qkDk', 'Ada', 'member', 'active', 1, '2026-11-26 22:12:31.776115+00', '2026-11-26 22:12:31.776115+00', NULL);


--
-- Data for Name: webhook_attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_attempts VALUES ('01a219ea-1f4f-7341-9bde-5621e55c28e2', '01a219ea-1f2e-7ca4-952d-1a65a27f6a3c', 1, '2026-11-26 22:11:43.561899+00', 5, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.575106+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-1f5f-7236-9d54-e294d3a51adb', '01a219ea-1f49-7af3-8554-ff77b2634884', 1, '2026-11-26 22:11:43.58042+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.583347+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-1f66-77bc-99a2-5a1b00d0b851', '01a219ea-1f5f-76ce-9808-b40e188c8c94', 1, '2026-11-26 22:11:43.58773+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.590686+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-1fae-7e26-859c-42499b514e73', '01a219ea-1f71-73a7-a1c9-bddcca293c96', 1, '2026-11-26 22:11:43.660146+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.66314+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-200a-737b-aca5-1c29707b1a00', '01a219ea-1feb-7863-bff4-f92f6ed47867', 1, '2026-11-26 22:11:43.750473+00', 3, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.75445+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-200a-73c1-92a6-a4a01905d180', '01a219ea-1feb-7a43-83e1-b3875e5496d5', 1, '2026-11-26 22:11:43.751166+00', 3, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.75445+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-202d-7b55-8d5c-7ec51dbee44a', '01a219ea-2020-7d92-99a8-82430968c051', 1, '2026-11-26 22:11:43.785728+00', 4, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.79038+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2072-74bc-85c0-215ca0b8bd93', '01a219ea-2030-7b10-97fd-1445ddf632fa', 1, '2026-11-26 22:11:43.844425+00', 12, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.858672+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2072-7523-a718-4f2ccb645194', '01a219ea-203e-726d-9a92-0e18b7e784e1', 1, '2026-11-26 22:11:43.847688+00', 9, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.858672+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2072-7537-bb92-ea36c0b79d49', '01a219ea-203e-7ad8-97bc-da46be5566b0', 1, '2026-11-26 22:11:43.847156+00', 9, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.858672+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2072-7547-a235-addd456b6867', '01a219ea-204d-7c22-9983-123699463cea', 1, '2026-11-26 22:11:43.848109+00', 9, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.858672+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2072-7556-9495-6ddfe6085f97', '01a219ea-2055-7343-a7c0-2aa78ca6735b', 1, '2026-11-26 22:11:43.848632+00', 9, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.858672+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2083-751f-94f5-baf9a4e12646', '01a219ea-2066-787d-a2c4-51b6d866e3ee', 1, '2026-11-26 22:11:43.873004+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.876448+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-20bf-7889-b2a4-43bfdfcaaa82', '01a219ea-20b2-72d6-bfec-ee592c7ecc19', 1, '2026-11-26 22:11:43.933208+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:43.935776+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2112-7b22-8c1e-39e9fcaa190b', '01a219ea-20e5-7961-b532-3d076a61e6b8', 1, '2026-11-26 22:11:44.014582+00', 4, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:44.022211+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2144-7648-ac9f-9385f75abffa', '01a219ea-212b-7f63-86b4-a424ea67c0ac', 1, '2026-11-26 22:11:44.060572+00', 4, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:44.071592+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-2144-769e-9497-965270450796', '01a219ea-212b-75cc-8092-b671951e33e5', 1, '2026-11-26 22:11:44.061903+00', 6, 204, NULL, NULL, NULL, true, '2026-11-26 22:11:44.071592+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dc56-7fb7-ad4f-0289a4bc343f', '01a219ea-dc48-75af-8323-65572039a5d3', 1, '2026-11-26 22:12:31.956734+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:31.959132+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dc65-7b38-8832-bce4b6221f0c', '01a219ea-dc59-7d9a-aee2-76e05169644d', 1, '2026-11-26 22:12:31.970549+00', 3, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:31.974869+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dc93-77c3-9426-2da07a9203f7', '01a219ea-dc71-7f1b-baf6-d5eceac486b7', 1, '2026-11-26 22:12:32.016769+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.019675+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dc93-7803-9f46-95e04a07f967', '01a219ea-dc84-7b13-a79d-0e7966c450ee', 1, '2026-11-26 22:12:32.017283+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.019675+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd20-7ebe-ac5a-b85ac21e68f8', '01a219ea-dcfd-781e-8f36-993b2731c672', 1, '2026-11-26 22:12:32.15149+00', 6, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.161232+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd20-7f12-8f72-852e0506bf85', '01a219ea-dcfd-71c8-be09-50464ced441d', 1, '2026-11-26 22:12:32.153513+00', 7, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.161232+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd68-74ab-abff-80ffea287cb3', '01a219ea-dd4a-7011-ba8e-eb61fa3c0060', 1, '2026-11-26 22:12:32.225127+00', 7, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.235684+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd7e-75a8-8c90-04b6c85f39a0', '01a219ea-dd60-7a44-99aa-e38efb13ac15', 1, '2026-11-26 22:12:32.245426+00', 9, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.254581+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd7e-75ed-b05c-bc7f18f4131a', '01a219ea-dd6d-7027-b208-f9bf26902f88', 1, '2026-11-26 22:12:32.248194+00', 6, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.254581+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd7e-75fe-98dd-70d45247e277', '01a219ea-dd6d-7cef-ba05-07902bc6d461', 1, '2026-11-26 22:12:32.249128+00', 5, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.254581+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-dd93-7b36-afe3-a7b6f0845dd3', '01a219ea-dd82-783d-b7e2-81b8bf08b31d', 1, '2026-11-26 22:12:32.273473+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.275894+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-ddd1-7903-8a9d-0c6bf14ac132', '01a219ea-dd96-752e-bf55-d1848997d123', 1, '2026-11-26 22:12:32.333238+00', 4, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.33789+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-ddd1-7955-89ff-436d2f887517', '01a219ea-dda5-7ce4-9b63-4b89340ede4a', 1, '2026-11-26 22:12:32.334142+00', 3, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.33789+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-de08-7847-aec1-85578011d7e5', '01a219ea-ddea-71e6-86b1-2e72893ea9af', 1, '2026-11-26 22:12:32.389036+00', 3, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.392729+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-de58-77e5-9fd6-fd0186ddabcd', '01a219ea-de47-7ba1-963b-7ccbe409fb3c', 1, '2026-11-26 22:12:32.469589+00', 3, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.472735+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-de75-7c2f-8dd4-286a0a30e9bc', '01a219ea-de6a-7bdc-bbb0-f351588004c3', 1, '2026-11-26 22:12:32.499173+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.502039+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-de75-7c69-9f29-1e64f94683d0', '01a219ea-de6a-7736-ad35-e0d8bde6bc70', 1, '2026-11-26 22:12:32.499897+00', 2, 204, NULL, NULL, NULL, true, '2026-11-26 22:12:32.502039+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-e09f-7b83-8ab0-5a60605148d7', '01a219ea-e07e-759a-b598-065766f134ee', 1, '2026-11-26 22:12:33.049667+00', 5, NULL, 'connection_refused', 'The host refused the connection.', NULL, true, '2026-11-26 22:12:33.055991+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-e0bb-7c1f-af01-b361586f0135', '01a219ea-e0a1-7a2c-8378-9a0431d98ea7', 1, '2026-11-26 22:12:33.083144+00', 0, NULL, 'connection_refused', 'The host refused the connection.', NULL, true, '2026-11-26 22:12:33.084975+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-f845-7c83-91fe-1981df0d9ade', '01a219ea-e07e-759a-b598-065766f134ee', 2, '2026-11-26 22:12:39.108926+00', 1, NULL, 'connection_refused', 'The host refused the connection.', NULL, true, '2026-11-26 22:12:39.109945+00');
INSERT INTO public.webhook_attempts VALUES ('01a219ea-f845-7cbe-900a-bed5be36590e', '01a219ea-e0a1-7a2c-8378-9a0431d98ea7', 2, '2026-11-26 22:12:39.109379+00', 0, NULL, 'connection_refused', 'The host refused the connection.', NULL, true, '2026-11-26 22:12:39.109945+00');


--
-- Data for Name: webhook_deliveries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_deliveries VALUES ('01a219ea-1f2e-7ca4-952d-1a65a27f6a3c', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f22-7865-8fe0-7a2218355755', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.567167+00', NULL, '2026-11-26 22:11:43.567167+00', '2026-11-26 22:11:43.520299+00', '2026-11-26 22:11:43.575836+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-1f49-7af3-8554-ff77b2634884', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f48-76e5-ab08-c8ee6680e72e', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.583123+00', NULL, '2026-11-26 22:11:43.583123+00', '2026-11-26 22:11:43.545036+00', '2026-11-26 22:11:43.584181+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-1f5f-76ce-9808-b40e188c8c94', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f5d-7a56-a247-bf92480ba954', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.590467+00', NULL, '2026-11-26 22:11:43.590467+00', '2026-11-26 22:11:43.570057+00', '2026-11-26 22:11:43.591349+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-1f71-73a7-a1c9-bddcca293c96', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1f70-7947-be44-518031ad63ba', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.662868+00', NULL, '2026-11-26 22:11:43.662868+00', '2026-11-26 22:11:43.58782+00', '2026-11-26 22:11:43.663816+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-1feb-7863-bff4-f92f6ed47867', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1fe2-7d1c-999f-eef65c0c412a', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.754204+00', NULL, '2026-11-26 22:11:43.754204+00', '2026-11-26 22:11:43.671025+00', '2026-11-26 22:11:43.755191+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-1feb-7a43-83e1-b3875e5496d5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-1fe2-7cde-b439-72a561bb4244', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.754204+00', NULL, '2026-11-26 22:11:43.754204+00', '2026-11-26 22:11:43.671025+00', '2026-11-26 22:11:43.755268+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-2020-7d92-99a8-82430968c051', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-201e-7987-b17c-7e0dd5d697b3', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.789694+00', NULL, '2026-11-26 22:11:43.789694+00', '2026-11-26 22:11:43.77154+00', '2026-11-26 22:11:43.791194+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-2030-7b10-97fd-1445ddf632fa', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-202d-78c1-a337-3e1c40d7e85d', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.858276+00', NULL, '2026-11-26 22:11:43.858276+00', '2026-11-26 22:11:43.783756+00', '2026-11-26 22:11:43.859402+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-203e-7ad8-97bc-da46be5566b0', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-203c-7fb8-973e-3dbb7d77a62a', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.858276+00', NULL, '2026-11-26 22:11:43.858276+00', '2026-11-26 22:11:43.799742+00', '2026-11-26 22:11:43.859465+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-203e-726d-9a92-0e18b7e784e1', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-203c-7f96-916b-b6450dac07d4', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.858276+00', NULL, '2026-11-26 22:11:43.858276+00', '2026-11-26 22:11:43.799742+00', '2026-11-26 22:11:43.859473+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-204d-7c22-9983-123699463cea', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-204b-78d0-bcf6-2d5db8701a8c', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.858276+00', NULL, '2026-11-26 22:11:43.858276+00', '2026-11-26 22:11:43.816815+00', '2026-11-26 22:11:43.859479+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-2055-7343-a7c0-2aa78ca6735b', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-2054-76fe-af57-956818f000b2', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.858276+00', NULL, '2026-11-26 22:11:43.858276+00', '2026-11-26 22:11:43.825392+00', '2026-11-26 22:11:43.859484+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-2066-787d-a2c4-51b6d866e3ee', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-2063-7c27-bec5-0651c6b77bb5', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.875307+00', NULL, '2026-11-26 22:11:43.875307+00', '2026-11-26 22:11:43.835978+00', '2026-11-26 22:11:43.877077+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-20b2-72d6-bfec-ee592c7ecc19', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-20b0-7ba6-8b80-775cbc22c94b', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:43.93552+00', NULL, '2026-11-26 22:11:43.93552+00', '2026-11-26 22:11:43.912901+00', '2026-11-26 22:11:43.936572+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-20e5-7961-b532-3d076a61e6b8', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-20e4-7767-b8cb-80bb067b0a82', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:44.018681+00', NULL, '2026-11-26 22:11:44.018681+00', '2026-11-26 22:11:43.966791+00', '2026-11-26 22:11:44.022947+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-212b-7f63-86b4-a424ea67c0ac', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-212a-7270-9f8e-05dee513c295', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:44.068378+00', NULL, '2026-11-26 22:11:44.068378+00', '2026-11-26 22:11:44.024792+00', '2026-11-26 22:11:44.072514+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-212b-75cc-8092-b671951e33e5', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', '01a219ea-212a-7239-a36a-f21cf0051325', '01a219ea-1f17-73e3-b029-4e5435615120', 'delivered', 1, '2026-11-26 22:11:44.068378+00', NULL, '2026-11-26 22:11:44.068378+00', '2026-11-26 22:11:44.024792+00', '2026-11-26 22:11:44.072588+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dc48-75af-8323-65572039a5d3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc3e-7fd8-b449-d7350f364054', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:31.958972+00', NULL, '2026-11-26 22:12:31.958972+00', '2026-11-26 22:12:31.933655+00', '2026-11-26 22:12:31.959938+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dc59-7d9a-aee2-76e05169644d', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc56-782b-924b-0d6c7485b600', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:31.973688+00', NULL, '2026-11-26 22:12:31.973688+00', '2026-11-26 22:12:31.950026+00', '2026-11-26 22:12:31.975555+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dc71-7f1b-baf6-d5eceac486b7', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc70-74cc-8824-5a5b35583a45', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.019475+00', NULL, '2026-11-26 22:12:32.019475+00', '2026-11-26 22:12:31.973246+00', '2026-11-26 22:12:32.020333+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dc84-7b13-a79d-0e7966c450ee', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dc83-7292-9936-6861432a302a', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.019475+00', NULL, '2026-11-26 22:12:32.019475+00', '2026-11-26 22:12:31.992708+00', '2026-11-26 22:12:32.020395+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dcfd-781e-8f36-993b2731c672', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dcfa-7b75-90ba-a027a4554f88', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.160908+00', NULL, '2026-11-26 22:12:32.160908+00', '2026-11-26 22:12:32.088485+00', '2026-11-26 22:12:32.162102+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dcfd-71c8-be09-50464ced441d', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dcfa-7b3c-a624-1fcddeb09b40', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.160908+00', NULL, '2026-11-26 22:12:32.160908+00', '2026-11-26 22:12:32.088485+00', '2026-11-26 22:12:32.162177+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dd4a-7011-ba8e-eb61fa3c0060', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd48-7e1a-8638-df813b2a7272', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.23228+00', NULL, '2026-11-26 22:12:32.23228+00', '2026-11-26 22:12:32.190129+00', '2026-11-26 22:12:32.236282+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dd60-7a44-99aa-e38efb13ac15', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd5e-79a2-a8f7-01d230a2a3d8', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.25434+00', NULL, '2026-11-26 22:12:32.25434+00', '2026-11-26 22:12:32.218031+00', '2026-11-26 22:12:32.255198+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dd6d-7027-b208-f9bf26902f88', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd6c-752a-ad78-bb73c2dc6e57', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.25434+00', NULL, '2026-11-26 22:12:32.25434+00', '2026-11-26 22:12:32.232494+00', '2026-11-26 22:12:32.255257+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dd6d-7cef-ba05-07902bc6d461', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd6c-750d-8470-0a4d55794e5d', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.25434+00', NULL, '2026-11-26 22:12:32.25434+00', '2026-11-26 22:12:32.232494+00', '2026-11-26 22:12:32.255269+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dd82-783d-b7e2-81b8bf08b31d', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd80-7be7-95dc-38402f5dae1c', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.275688+00', NULL, '2026-11-26 22:12:32.275688+00', '2026-11-26 22:12:32.25328+00', '2026-11-26 22:12:32.276583+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dd96-752e-bf55-d1848997d123', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dd94-7b5c-9bb5-22417a7906bc', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.337548+00', NULL, '2026-11-26 22:12:32.337548+00', '2026-11-26 22:12:32.273468+00', '2026-11-26 22:12:32.338719+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-dda5-7ce4-9b63-4b89340ede4a', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dda3-7a05-a0f1-090f72719226', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.337548+00', NULL, '2026-11-26 22:12:32.337548+00', '2026-11-26 22:12:32.286152+00', '2026-11-26 22:12:32.338793+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-ddea-71e6-86b1-2e72893ea9af', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-dde9-739c-adcb-0f820d7b2a99', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.392505+00', NULL, '2026-11-26 22:12:32.392505+00', '2026-11-26 22:12:32.339604+00', '2026-11-26 22:12:32.393298+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-de47-7ba1-963b-7ccbe409fb3c', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-de45-7d98-9524-c620c7ff23ec', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.47248+00', NULL, '2026-11-26 22:12:32.47248+00', '2026-11-26 22:12:32.434373+00', '2026-11-26 22:12:32.473291+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-de6a-7bdc-bbb0-f351588004c3', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-de68-7eae-b077-ece45a834d0a', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.501753+00', NULL, '2026-11-26 22:12:32.501753+00', '2026-11-26 22:12:32.479886+00', '2026-11-26 22:12:32.502568+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-de6a-7736-ad35-e0d8bde6bc70', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-de68-7e94-a354-8e4de01d69be', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'delivered', 1, '2026-11-26 22:12:32.501753+00', NULL, '2026-11-26 22:12:32.501753+00', '2026-11-26 22:12:32.479886+00', '2026-11-26 22:12:32.502615+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-e07e-759a-b598-065766f134ee', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-e07d-7108-996e-e305834d3f88', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'pending', 2, '2026-11-26 22:18:06.380059+00', NULL, NULL, '2026-11-26 22:12:33.013886+00', '2026-11-26 22:12:39.110402+00');
INSERT INTO public.webhook_deliveries VALUES ('01a219ea-e0a1-7a2c-8378-9a0431d98ea7', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', '01a219ea-e0a0-75d1-9a71-8c326f3b6119', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', 'pending', 2, '2026-11-26 22:16:47.047478+00', NULL, NULL, '2026-11-26 22:12:33.045923+00', '2026-11-26 22:12:39.110451+00');


--
-- Data for Name: webhook_endpoints; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_endpoints VALUES ('01a219ea-1f17-73e3-b029-4e5435615120', '01a219ea-1ebd-7eca-bf7c-19cfc30e5b0d', 'http://127.0.0.1:41367/webhooks', NULL, '{}', 'enabled', NULL, 10, NULL, NULL, 0, '{}', 1, '2026-11-26 22:11:43.50894+00', '2026-11-26 22:11:43.50894+00');
INSERT INTO public.webhook_endpoints VALUES ('01a219ea-dc36-7c34-88ef-e02fc4f270b9', '01a219ea-dbc2-7762-807f-0c6bfc7a99ea', 'http://127.0.0.1:42017/webhooks', NULL, '{}', 'enabled', NULL, 10, NULL, '2026-11-26 22:12:33.071425+00', 4, '{}', 1, '2026-11-26 22:12:31.925494+00', '2026-11-26 22:12:31.925494+00');


--
-- Data for Name: webhook_secrets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_secrets VALUES ('01a219ea-1f18-7780-830c-92936fdabfe2', '01a219ea-1f17-73e3-b029-4e5435615120', '\x010b646576656c6f706d656e742f9f7ed908005337540788fc51fe1070dc45dc12b0b3a0ad6e7c2649eb33b9f1dd52b84ed0657635580e55a5703744e1c9cf8446c1b91f0615f54c1e2c46f7ddc50f2cb9acfba4003a7884ca300c', NULL, '2026-11-26 22:11:43.50894+00');
INSERT INTO public.webhook_secrets VALUES ('01a219ea-dc37-7869-94dc-7b12ac22a464', '01a219ea-dc36-7c34-88ef-e02fc4f270b9', '\x010b646576656c6f706d656e746ae181d6cf6f9451461368cb494374017533ee759d8010b96982e976e24664556c92220ef97661f5b2a56051a4fa59e3690f0e26136eac919c949fd0cdb4f838a364ccaa0a1eb1179d7ecd4aeb5b', NULL, '2026-11-26 22:12:31.925494+00');


--
-- Name: migration_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.migration_id_seq', 4, true);


--
-- Name: action_tokens action_tokens_digest_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.action_tokens
    ADD CONSTRAINT action_tokens_digest_key UNIQUE (digest);


--
-- Name: action_tokens action_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.action_tokens
    ADD CONSTRAINT action_tokens_pkey PRIMARY KEY (id);


--
-- Name: allocations allocations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT allocations_pkey PRIMARY KEY (id);


--
-- Name: api_keys api_keys_digest_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_digest_key UNIQUE (digest);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: attempts attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (id);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);


--
-- Name: audit_log audit_log_position_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_position_key UNIQUE ("position");


--
-- Name: callbacks callbacks_are_stored_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_are_stored_once UNIQUE (gateway_account_id, gateway_event_id);


--
-- Name: callbacks callbacks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_pkey PRIMARY KEY (id);


--
-- Name: discrepancies discrepancies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.discrepancies
    ADD CONSTRAINT discrepancies_pkey PRIMARY KEY (id);


--
-- Name: events events_are_numbered_per_object; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_are_numbered_per_object UNIQUE (object_id, sequence);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);


--
-- Name: events events_position_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_position_key UNIQUE ("position");


--
-- Name: gateway_accounts gateway_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gateway_accounts
    ADD CONSTRAINT gateway_accounts_pkey PRIMARY KEY (id);


--
-- Name: idempotency_keys idempotency_keys_answer_one_caller_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_answer_one_caller_once UNIQUE (caller, key);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (id);


--
-- Name: invoice_lines invoice_lines_have_one_position_each; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoice_lines
    ADD CONSTRAINT invoice_lines_have_one_position_each UNIQUE (invoice_id, "position");


--
-- Name: invoice_lines invoice_lines_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoice_lines
    ADD CONSTRAINT invoice_lines_pkey PRIMARY KEY (id);


--
-- Name: invoices invoices_have_one_number_each; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_have_one_number_each UNIQUE (receiver_id, number);


--
-- Name: invoices invoices_have_one_receiver_and_currency; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_have_one_receiver_and_currency UNIQUE (id, receiver_id, currency);


--
-- Name: invoices invoices_pay_token_digest_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_pay_token_digest_key UNIQUE (pay_token_digest);


--
-- Name: invoices invoices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_pkey PRIMARY KEY (id);


--
-- Name: ledger_accounts ledger_accounts_are_one_per_kind_and_currency; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_accounts
    ADD CONSTRAINT ledger_accounts_are_one_per_kind_and_currency UNIQUE (receiver_id, kind, currency);


--
-- Name: ledger_accounts ledger_accounts_have_one_receiver_and_currency; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_accounts
    ADD CONSTRAINT ledger_accounts_have_one_receiver_and_currency UNIQUE (id, receiver_id, currency);


--
-- Name: ledger_accounts ledger_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_accounts
    ADD CONSTRAINT ledger_accounts_pkey PRIMARY KEY (id);


--
-- Name: ledger_entries ledger_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_pkey PRIMARY KEY (id);


--
-- Name: ledger_transactions ledger_transactions_book_a_fact_once; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_transactions
    ADD CONSTRAINT ledger_transactions_book_a_fact_once UNIQUE (kind, source_id);


--
-- Name: ledger_transactions ledger_transactions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_transactions
    ADD CONSTRAINT ledger_transactions_pkey PRIMARY KEY (id);


--
-- Name: mails mails_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mails
    ADD CONSTRAINT mails_pkey PRIMARY KEY (id);


--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);


--
-- Name: number_series number_series_are_one_per_period; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.number_series
    ADD CONSTRAINT number_series_are_one_per_period UNIQUE (receiver_id, kind, period);


--
-- Name: number_series number_series_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.number_series
    ADD CONSTRAINT number_series_pkey PRIMARY KEY (id);


--
-- Name: payers payers_belong_to_one_receiver; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payers
    ADD CONSTRAINT payers_belong_to_one_receiver UNIQUE (id, receiver_id);


--
-- Name: payers payers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payers
    ADD CONSTRAINT payers_pkey PRIMARY KEY (id);


--
-- Name: payments payments_are_one_per_gateway_payment; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_are_one_per_gateway_payment UNIQUE (gateway_account_id, gateway_payment_id);


--
-- Name: payments payments_have_one_receiver_and_currency; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_have_one_receiver_and_currency UNIQUE (id, receiver_id, currency);


--
-- Name: payments payments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);


--
-- Name: receiver_members receiver_members_have_one_role_each; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receiver_members
    ADD CONSTRAINT receiver_members_have_one_role_each UNIQUE (receiver_id, user_id);


--
-- Name: receiver_members receiver_members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receiver_members
    ADD CONSTRAINT receiver_members_pkey PRIMARY KEY (id);


--
-- Name: receivers receivers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receivers
    ADD CONSTRAINT receivers_pkey PRIMARY KEY (id);


--
-- Name: reconciliation_runs reconciliation_runs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reconciliation_runs
    ADD CONSTRAINT reconciliation_runs_pkey PRIMARY KEY (id);


--
-- Name: refresh_tokens refresh_tokens_digest_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_digest_key UNIQUE (digest);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id);


--
-- Name: refunds refunds_are_one_per_gateway_refund; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_are_one_per_gateway_refund UNIQUE (gateway_account_id, gateway_refund_id);


--
-- Name: refunds refunds_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: webhook_attempts webhook_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_pkey PRIMARY KEY (id);


--
-- Name: webhook_deliveries webhook_deliveries_are_one_per_event_and_endpoint; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_are_one_per_event_and_endpoint UNIQUE (event_id, endpoint_id);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);


--
-- Name: webhook_endpoints webhook_endpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id);


--
-- Name: webhook_secrets webhook_secrets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_secrets
    ADD CONSTRAINT webhook_secrets_pkey PRIMARY KEY (id);


--
-- Name: action_tokens_by_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX action_tokens_by_expiry ON public.action_tokens USING btree (expires_at);


--
-- Name: action_tokens_payer_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX action_tokens_payer_id ON public.action_tokens USING btree (payer_id);


--
-- Name: action_tokens_receiver_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX action_tokens_receiver_id ON public.action_tokens USING btree (receiver_id);


--
-- Name: action_tokens_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX action_tokens_user_id ON public.action_tokens USING btree (user_id);


--
-- Name: allocations_invoice_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX allocations_invoice_id ON public.allocations USING btree (invoice_id);


--
-- Name: allocations_payment_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX allocations_payment_id ON public.allocations USING btree (payment_id);


--
-- Name: allocations_refund_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX allocations_refund_id ON public.allocations USING btree (refund_id);


--
-- Name: api_keys_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_by_receiver ON public.api_keys USING btree (receiver_id) WHERE (receiver_id IS NOT NULL);


--
-- Name: api_keys_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_user_id ON public.api_keys USING btree (user_id);


--
-- Name: attempts_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attempts_due ON public.attempts USING btree (next_attempt_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying])::text[]));


--
-- Name: attempts_gateway_account_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attempts_gateway_account_id ON public.attempts USING btree (gateway_account_id);


--
-- Name: attempts_payment_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attempts_payment_id ON public.attempts USING btree (payment_id);


--
-- Name: attempts_refund_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX attempts_refund_id ON public.attempts USING btree (refund_id);


--
-- Name: audit_log_by_object; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_object ON public.audit_log USING btree (object_id, id);


--
-- Name: audit_log_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_receiver ON public.audit_log USING btree (receiver_id, id);


--
-- Name: audit_log_by_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_user ON public.audit_log USING btree (user_id, id);


--
-- Name: audit_log_to_be_sealed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_to_be_sealed ON public.audit_log USING btree (id) WHERE ("position" IS NULL);


--
-- Name: callbacks_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX callbacks_due ON public.callbacks USING btree (next_attempt_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying])::text[]));


--
-- Name: discrepancies_are_open_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX discrepancies_are_open_once ON public.discrepancies USING btree (gateway_account_id, kind, gateway_payment_id, payment_id) NULLS NOT DISTINCT WHERE ((status)::text = 'open'::text);


--
-- Name: discrepancies_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX discrepancies_by_receiver ON public.discrepancies USING btree (receiver_id, id);


--
-- Name: discrepancies_run_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX discrepancies_run_id ON public.discrepancies USING btree (run_id);


--
-- Name: events_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_by_receiver ON public.events USING btree (receiver_id, id);


--
-- Name: events_without_a_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_without_a_position ON public.events USING btree (id) WHERE ("position" IS NULL);


--
-- Name: gateway_accounts_receiver_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX gateway_accounts_receiver_id ON public.gateway_accounts USING btree (receiver_id);


--
-- Name: idempotency_keys_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);


--
-- Name: invoices_by_payer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoices_by_payer ON public.invoices USING btree (payer_id, id);


--
-- Name: invoices_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoices_by_receiver ON public.invoices USING btree (receiver_id, id);


--
-- Name: invoices_to_become_overdue; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invoices_to_become_overdue ON public.invoices USING btree (due_on) WHERE (((status)::text = 'open'::text) AND (NOT overdue) AND ((settlement)::text = ANY ((ARRAY['unpaid'::character varying, 'partially_paid'::character varying])::text[])));


--
-- Name: ledger_entries_by_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_entries_by_account ON public.ledger_entries USING btree (account_id, id);


--
-- Name: ledger_entries_invoice_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_entries_invoice_id ON public.ledger_entries USING btree (invoice_id);


--
-- Name: ledger_entries_payer_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_entries_payer_id ON public.ledger_entries USING btree (payer_id);


--
-- Name: ledger_entries_transaction_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_entries_transaction_id ON public.ledger_entries USING btree (transaction_id);


--
-- Name: ledger_transactions_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_transactions_by_receiver ON public.ledger_transactions USING btree (receiver_id, id);


--
-- Name: mails_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mails_by_age ON public.mails USING btree (created_at);


--
-- Name: mails_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mails_due ON public.mails USING btree (next_attempt_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying])::text[]));


--
-- Name: payers_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX payers_by_receiver ON public.payers USING btree (receiver_id, id);


--
-- Name: payers_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX payers_user_id ON public.payers USING btree (user_id);


--
-- Name: payments_by_invoice; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX payments_by_invoice ON public.payments USING btree (invoice_id);


--
-- Name: payments_by_payer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX payments_by_payer ON public.payments USING btree (payer_id, id);


--
-- Name: payments_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX payments_by_receiver ON public.payments USING btree (receiver_id, id);


--
-- Name: receiver_members_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receiver_members_by_receiver ON public.receiver_members USING btree (receiver_id, id);


--
-- Name: receiver_members_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX receiver_members_user_id ON public.receiver_members USING btree (user_id);


--
-- Name: reconciliation_runs_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reconciliation_runs_by_receiver ON public.reconciliation_runs USING btree (receiver_id, id);


--
-- Name: reconciliation_runs_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reconciliation_runs_due ON public.reconciliation_runs USING btree (next_attempt_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying])::text[]));


--
-- Name: reconciliation_runs_gateway_account_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reconciliation_runs_gateway_account_id ON public.reconciliation_runs USING btree (gateway_account_id);


--
-- Name: refresh_tokens_session_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_tokens_session_id ON public.refresh_tokens USING btree (session_id);


--
-- Name: refunds_by_payer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refunds_by_payer ON public.refunds USING btree (payer_id, id);


--
-- Name: refunds_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refunds_by_receiver ON public.refunds USING btree (receiver_id, id);


--
-- Name: refunds_payment_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refunds_payment_id ON public.refunds USING btree (payment_id);


--
-- Name: sessions_by_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);


--
-- Name: sessions_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_user_id ON public.sessions USING btree (user_id);


--
-- Name: users_have_one_email_each; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_have_one_email_each ON public.users USING btree (lower((email)::text));


--
-- Name: webhook_attempts_delivery_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_delivery_id ON public.webhook_attempts USING btree (delivery_id);


--
-- Name: webhook_deliveries_by_endpoint; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_by_endpoint ON public.webhook_deliveries USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (endpoint_id, next_attempt_at) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying])::text[]));


--
-- Name: webhook_endpoints_receiver_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_endpoints_receiver_id ON public.webhook_endpoints USING btree (receiver_id);


--
-- Name: webhook_secrets_endpoint_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_secrets_endpoint_id ON public.webhook_secrets USING btree (endpoint_id);


--
-- Name: allocations allocations_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER allocations_are_append_only BEFORE DELETE OR TRUNCATE ON public.allocations FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: allocations allocations_only_settle_or_release; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER allocations_only_settle_or_release BEFORE UPDATE ON public.allocations FOR EACH ROW WHEN ((((old.status)::text <> 'reserved'::text) OR ((((((((old.id IS DISTINCT FROM new.id) OR (old.receiver_id IS DISTINCT FROM new.receiver_id)) OR (old.payment_id IS DISTINCT FROM new.payment_id)) OR (old.invoice_id IS DISTINCT FROM new.invoice_id)) OR (old.refund_id IS DISTINCT FROM new.refund_id)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.amount IS DISTINCT FROM new.amount)) OR (old.created_at IS DISTINCT FROM new.created_at)))) EXECUTE FUNCTION public.refuse_change();


--
-- Name: audit_log audit_log_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_log_is_append_only BEFORE DELETE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: audit_log audit_log_is_only_sealed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_log_is_only_sealed BEFORE UPDATE ON public.audit_log FOR EACH ROW WHEN (((old."position" IS NOT NULL) OR (((((((((((((((old.id IS DISTINCT FROM new.id) OR (old.user_id IS DISTINCT FROM new.user_id)) OR ((old.caller)::text IS DISTINCT FROM (new.caller)::text)) OR (old.api_key_id IS DISTINCT FROM new.api_key_id)) OR (old.receiver_id IS DISTINCT FROM new.receiver_id)) OR (old.as_admin IS DISTINCT FROM new.as_admin)) OR (old.reason IS DISTINCT FROM new.reason)) OR ((old.request_id)::text IS DISTINCT FROM (new.request_id)::text)) OR ((old.address)::text IS DISTINCT FROM (new.address)::text)) OR ((old.action)::text IS DISTINCT FROM (new.action)::text)) OR ((old.object_kind)::text IS DISTINCT FROM (new.object_kind)::text)) OR (old.object_id IS DISTINCT FROM new.object_id)) OR (old.before IS DISTINCT FROM new.before)) OR (old.after IS DISTINCT FROM new.after)) OR (old.created_at IS DISTINCT FROM new.created_at)))) EXECUTE FUNCTION public.refuse_change();


--
-- Name: events events_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: events events_only_take_their_position; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_only_take_their_position BEFORE UPDATE ON public.events FOR EACH ROW WHEN (((old."position" IS NOT NULL) OR ((((((((old.id IS DISTINCT FROM new.id) OR (old.receiver_id IS DISTINCT FROM new.receiver_id)) OR ((old.type)::text IS DISTINCT FROM (new.type)::text)) OR ((old.object_kind)::text IS DISTINCT FROM (new.object_kind)::text)) OR (old.object_id IS DISTINCT FROM new.object_id)) OR (old.sequence IS DISTINCT FROM new.sequence)) OR (old.body IS DISTINCT FROM new.body)) OR (old.created_at IS DISTINCT FROM new.created_at)))) EXECUTE FUNCTION public.refuse_change();


--
-- Name: invoice_lines invoice_lines_are_frozen_once_issued; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invoice_lines_are_frozen_once_issued BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_lines FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_issued_lines();


--
-- Name: invoices invoices_are_frozen_once_issued; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER invoices_are_frozen_once_issued BEFORE UPDATE ON public.invoices FOR EACH ROW WHEN ((((old.status)::text <> 'draft'::text) AND (((new.status)::text = 'draft'::text) OR ((((((((((((((((((old.receiver_id IS DISTINCT FROM new.receiver_id) OR (old.payer_id IS DISTINCT FROM new.payer_id)) OR ((old.number)::text IS DISTINCT FROM (new.number)::text)) OR ((old.reference)::text IS DISTINCT FROM (new.reference)::text)) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text)) OR (old.prices_include_tax IS DISTINCT FROM new.prices_include_tax)) OR (old.discount IS DISTINCT FROM new.discount)) OR (old.memo IS DISTINCT FROM new.memo)) OR (old.subtotal IS DISTINCT FROM new.subtotal)) OR (old.discount_total IS DISTINCT FROM new.discount_total)) OR (old.tax_total IS DISTINCT FROM new.tax_total)) OR (old.total IS DISTINCT FROM new.total)) OR (old.taxes IS DISTINCT FROM new.taxes)) OR (old.due_on IS DISTINCT FROM new.due_on)) OR (old.issued_on IS DISTINCT FROM new.issued_on)) OR ((old.time_zone)::text IS DISTINCT FROM (new.time_zone)::text)) OR (old.receiver_snapshot IS DISTINCT FROM new.receiver_snapshot)) OR (old.payer_snapshot IS DISTINCT FROM new.payer_snapshot))))) EXECUTE FUNCTION public.refuse_change();


--
-- Name: invoices issued_invoices_are_kept; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER issued_invoices_are_kept BEFORE DELETE ON public.invoices FOR EACH ROW WHEN (((old.status)::text <> 'draft'::text)) EXECUTE FUNCTION public.refuse_change();


--
-- Name: ledger_entries ledger_entries_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_entries_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: ledger_transactions ledger_transactions_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_transactions_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: ledger_entries ledger_transactions_balance; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_transactions_balance AFTER INSERT ON public.ledger_entries REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_unbalanced_entries();


--
-- Name: api_keys touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.api_keys FOR EACH ROW WHEN (((((((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.scopes IS DISTINCT FROM new.scopes)) OR (old.receiver_id IS DISTINCT FROM new.receiver_id)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION public.touch_row();


--
-- Name: discrepancies touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.discrepancies FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: gateway_accounts touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.gateway_accounts FOR EACH ROW WHEN ((((((old.account)::text IS DISTINCT FROM (new.account)::text) OR (old.credentials IS DISTINCT FROM new.credentials)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.metadata IS DISTINCT FROM new.metadata))) EXECUTE FUNCTION public.touch_row();


--
-- Name: invoices touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.invoices FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: payers touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.payers FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: payments touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: receivers touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.receivers FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: reconciliation_runs touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.reconciliation_runs FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: refunds touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: users touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: webhook_endpoints touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.webhook_endpoints FOR EACH ROW WHEN ((((((((old.url)::text IS DISTINCT FROM (new.url)::text) OR ((old.description)::text IS DISTINCT FROM (new.description)::text)) OR (old.event_types IS DISTINCT FROM new.event_types)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.max_in_flight IS DISTINCT FROM new.max_in_flight)) OR (old.metadata IS DISTINCT FROM new.metadata))) EXECUTE FUNCTION public.touch_row();


--
-- Name: attempts touch_work; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_work BEFORE UPDATE ON public.attempts FOR EACH ROW EXECUTE FUNCTION public.touch_work();


--
-- Name: callbacks touch_work; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_work BEFORE UPDATE ON public.callbacks FOR EACH ROW EXECUTE FUNCTION public.touch_work();


--
-- Name: webhook_deliveries touch_work; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_work BEFORE UPDATE ON public.webhook_deliveries FOR EACH ROW EXECUTE FUNCTION public.touch_work();


--
-- Name: action_tokens action_tokens_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.action_tokens
    ADD CONSTRAINT action_tokens_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: action_tokens action_tokens_payer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.action_tokens
    ADD CONSTRAINT action_tokens_payer_id_fkey FOREIGN KEY (payer_id) REFERENCES public.payers(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: action_tokens action_tokens_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.action_tokens
    ADD CONSTRAINT action_tokens_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: action_tokens action_tokens_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.action_tokens
    ADD CONSTRAINT action_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: allocations allocations_match_their_invoice; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT allocations_match_their_invoice FOREIGN KEY (invoice_id, receiver_id, currency) REFERENCES public.invoices(id, receiver_id, currency) ON DELETE RESTRICT;


--
-- Name: allocations allocations_match_their_payment; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT allocations_match_their_payment FOREIGN KEY (payment_id, receiver_id, currency) REFERENCES public.payments(id, receiver_id, currency) ON DELETE RESTRICT;


--
-- Name: allocations allocations_refund_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT allocations_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES public.refunds(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: api_keys api_keys_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: api_keys api_keys_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: attempts attempts_gateway_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_gateway_account_id_fkey FOREIGN KEY (gateway_account_id) REFERENCES public.gateway_accounts(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: attempts attempts_payment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES public.payments(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: attempts attempts_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: attempts attempts_refund_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES public.refunds(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: callbacks callbacks_gateway_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_gateway_account_id_fkey FOREIGN KEY (gateway_account_id) REFERENCES public.gateway_accounts(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: callbacks callbacks_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: discrepancies discrepancies_gateway_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.discrepancies
    ADD CONSTRAINT discrepancies_gateway_account_id_fkey FOREIGN KEY (gateway_account_id) REFERENCES public.gateway_accounts(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: discrepancies discrepancies_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.discrepancies
    ADD CONSTRAINT discrepancies_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: discrepancies discrepancies_resolved_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.discrepancies
    ADD CONSTRAINT discrepancies_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: discrepancies discrepancies_run_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.discrepancies
    ADD CONSTRAINT discrepancies_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.reconciliation_runs(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: events events_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: gateway_accounts gateway_accounts_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gateway_accounts
    ADD CONSTRAINT gateway_accounts_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: invoice_lines invoice_lines_invoice_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoice_lines
    ADD CONSTRAINT invoice_lines_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoices(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: invoices invoices_bill_a_payer_of_their_receiver; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_bill_a_payer_of_their_receiver FOREIGN KEY (payer_id, receiver_id) REFERENCES public.payers(id, receiver_id) ON DELETE RESTRICT;


--
-- Name: invoices invoices_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invoices
    ADD CONSTRAINT invoices_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: ledger_accounts ledger_accounts_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_accounts
    ADD CONSTRAINT ledger_accounts_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: ledger_entries ledger_entries_invoice_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoices(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: ledger_entries ledger_entries_match_their_account; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_match_their_account FOREIGN KEY (account_id, receiver_id, currency) REFERENCES public.ledger_accounts(id, receiver_id, currency) ON DELETE RESTRICT;


--
-- Name: ledger_entries ledger_entries_payer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_payer_id_fkey FOREIGN KEY (payer_id) REFERENCES public.payers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: ledger_entries ledger_entries_transaction_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_entries
    ADD CONSTRAINT ledger_entries_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES public.ledger_transactions(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: ledger_transactions ledger_transactions_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_transactions
    ADD CONSTRAINT ledger_transactions_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: number_series number_series_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.number_series
    ADD CONSTRAINT number_series_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: payers payers_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payers
    ADD CONSTRAINT payers_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: payers payers_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payers
    ADD CONSTRAINT payers_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: payments payments_come_from_a_payer_of_their_receiver; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_come_from_a_payer_of_their_receiver FOREIGN KEY (payer_id, receiver_id) REFERENCES public.payers(id, receiver_id) ON DELETE RESTRICT;


--
-- Name: payments payments_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: payments payments_gateway_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_gateway_account_id_fkey FOREIGN KEY (gateway_account_id) REFERENCES public.gateway_accounts(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: payments payments_invoice_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES public.invoices(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: payments payments_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: receiver_members receiver_members_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receiver_members
    ADD CONSTRAINT receiver_members_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: receiver_members receiver_members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receiver_members
    ADD CONSTRAINT receiver_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: reconciliation_runs reconciliation_runs_gateway_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reconciliation_runs
    ADD CONSTRAINT reconciliation_runs_gateway_account_id_fkey FOREIGN KEY (gateway_account_id) REFERENCES public.gateway_accounts(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: reconciliation_runs reconciliation_runs_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reconciliation_runs
    ADD CONSTRAINT reconciliation_runs_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: refunds refunds_created_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: refunds refunds_gateway_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_gateway_account_id_fkey FOREIGN KEY (gateway_account_id) REFERENCES public.gateway_accounts(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: refunds refunds_match_their_payment; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_match_their_payment FOREIGN KEY (payment_id, receiver_id, currency) REFERENCES public.payments(id, receiver_id, currency) ON DELETE RESTRICT;


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: webhook_attempts webhook_attempts_delivery_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts
    ADD CONSTRAINT webhook_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.webhook_deliveries(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: webhook_deliveries webhook_deliveries_endpoint_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES public.webhook_endpoints(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: webhook_deliveries webhook_deliveries_event_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: webhook_deliveries webhook_deliveries_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: webhook_endpoints webhook_endpoints_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_endpoints
    ADD CONSTRAINT webhook_endpoints_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE RESTRICT;


--
-- Name: webhook_secrets webhook_secrets_endpoint_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_secrets
    ADD CONSTRAINT webhook_secrets_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES public.webhook_endpoints(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


