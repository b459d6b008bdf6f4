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
-- Data for Name: allocations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.allocations VALUES ('01a2055b-2fbd-7cd1-9088-e96d39df064d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2fba-7d0b-bf25-855206c702e3', '01a2055b-2f39-7424-89de-e8a100b13d94', NULL, 'EUR', 23800, 'settled', '2026-11-22 22:23:11.788413+00');
INSERT INTO public.allocations VALUES ('01a2055b-315a-7bf8-a58e-e775fca3d478', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3155-7c8b-ac1a-cce4ca282f6c', '01a2055b-310a-759d-aefe-0acea97a12c1', NULL, 'EUR', 11898, 'settled', '2026-11-22 22:23:12.210517+00');
INSERT INTO public.allocations VALUES ('01a2055b-31a8-7317-981f-8ea600b8ae98', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-31a7-7b67-aa05-b51532c18084', '01a2055b-3175-7464-8a25-ca0649592ed6', NULL, 'EUR', 14280, 'released', '2026-11-22 22:23:12.294407+00');
INSERT INTO public.allocations VALUES ('01a2055b-3268-7153-98c8-00433db21854', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2fba-7d0b-bf25-855206c702e3', '01a2055b-2f39-7424-89de-e8a100b13d94', '01a2055b-3235-7c50-a6b9-9a0c0287fa6a', 'EUR', -11900, 'settled', '2026-11-22 22:23:12.474527+00');
INSERT INTO public.allocations VALUES ('01a2055b-36e0-7332-8df1-b46b6d3940cc', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', '01a2055b-36a2-7e35-940e-6b67bf780419', NULL, 'EUR', 23800, 'settled', '2026-11-22 22:23:13.622964+00');
INSERT INTO public.allocations VALUES ('01a2055b-37ac-733f-b862-8e891c4609fe', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-37ab-7443-8efd-4bf71dd4154d', '01a2055b-376c-7f3e-8f84-2070fde846c1', NULL, 'EUR', 11898, 'settled', '2026-11-22 22:23:13.828295+00');
INSERT INTO public.allocations VALUES ('01a2055b-3815-760c-908a-d335d8d857d2', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3814-76f3-baa1-808bafe67d29', '01a2055b-37de-74d9-a753-54923c3dc89c', NULL, 'EUR', 14280, 'released', '2026-11-22 22:23:13.936428+00');
INSERT INTO public.allocations VALUES ('01a2055b-38d4-74e9-a4cf-b02767bad2c4', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', '01a2055b-36a2-7e35-940e-6b67bf780419', '01a2055b-386d-7f2e-83f8-d711306153bd', 'EUR', -11900, 'settled', '2026-11-22 22:23:14.108186+00');


--
-- Data for Name: attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.attempts VALUES ('01a2055b-2fc6-742d-9383-2cc9097e7bdb', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2edb-7d93-9430-b02743ccfecf', '01a2055b-2fba-7d0b-bf25-855206c702e3', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-22 22:24:11.863155+00', NULL, NULL, '2026-11-22 22:23:11.788413+00', '2026-11-22 22:23:11.972857+00');
INSERT INTO public.attempts VALUES ('01a2055b-31a9-703c-addd-3d0b0cfa58da', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2edb-7d93-9430-b02743ccfecf', '01a2055b-31a7-7b67-aa05-b51532c18084', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-22 22:24:12.32801+00', NULL, NULL, '2026-11-22 22:23:12.294407+00', '2026-11-22 22:23:12.374203+00');
INSERT INTO public.attempts VALUES ('01a2055b-3239-7f81-bd7f-8b21d857ce9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2edb-7d93-9430-b02743ccfecf', '01a2055b-2fba-7d0b-bf25-855206c702e3', '01a2055b-3235-7c50-a6b9-9a0c0287fa6a', 'refund', NULL, 1, 'done', 1, '2026-11-22 22:24:12.452677+00', NULL, NULL, '2026-11-22 22:23:12.431477+00', '2026-11-22 22:23:12.499754+00');
INSERT INTO public.attempts VALUES ('01a2055b-36e1-7433-abca-e5f7df6b7a03', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3680-7267-bdb6-64df5655e587', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-22 22:24:13.68078+00', NULL, NULL, '2026-11-22 22:23:13.622964+00', '2026-11-22 22:23:13.721318+00');
INSERT INTO public.attempts VALUES ('01a2055b-3817-7bf9-b94d-0605b8b4cfa7', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3680-7267-bdb6-64df5655e587', '01a2055b-3814-76f3-baa1-808bafe67d29', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-22 22:24:13.971719+00', NULL, NULL, '2026-11-22 22:23:13.936428+00', '2026-11-22 22:23:13.998752+00');
INSERT INTO public.attempts VALUES ('01a2055b-3873-7768-8e3d-07ebf2f82dd6', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3680-7267-bdb6-64df5655e587', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', '01a2055b-386d-7f2e-83f8-d711306153bd', 'refund', NULL, 1, 'done', 1, '2026-11-22 22:24:14.088227+00', NULL, NULL, '2026-11-22 22:23:14.02042+00', '2026-11-22 22:23:14.142433+00');


--
-- Data for Name: callbacks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.callbacks VALUES ('01a2055b-3032-7037-81ca-0d1c94c9b68c', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2edb-7d93-9430-b02743ccfecf', 'simevt_d3111723463b7b826a30298f', 'payment.succeeded', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3934666234386631633066653839666330326231316537656561626163653934222c227265666572656e6365223a226174745f30316d38326e7062793665677073373073637334347177797976222c226163636f756e74223a22616363745f633865643561303134393562396563613935363261383531222c22737461747573223a22737563636565646564222c22616d6f756e74223a32333830302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226665655f616d6f756e74223a3335372c226f636375727265645f6174223a22323032362d31312d32325432323a32333a31312e3839393834335a227d', 'done', 1, '2026-11-22 22:23:41.955524+00', NULL, NULL, '2026-11-22 22:23:11.919756+00', '2026-11-22 22:23:12.053752+00');
INSERT INTO public.callbacks VALUES ('01a2055b-31e6-76e4-b31c-4996c1dbabe1', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2edb-7d93-9430-b02743ccfecf', 'simevt_268240deccbf47b14ba37b18', 'payment.failed', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3465383739303034646461633632633461633736396635643731656233323164222c227265666572656e6365223a226174745f30316d38326e706364396530796176713978316336666d703674222c226163636f756e74223a22616363745f633865643561303134393562396563613935363261383531222c22737461747573223a226661696c6564222c22616d6f756e74223a31343238302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c226665655f616d6f756e74223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32325432323a32333a31322e3335303631395a227d', 'done', 1, '2026-11-22 22:23:42.391742+00', NULL, NULL, '2026-11-22 22:23:12.358101+00', '2026-11-22 22:23:12.400878+00');
INSERT INTO public.callbacks VALUES ('01a2055b-325d-75fa-94f0-282e05ae159a', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2edb-7d93-9430-b02743ccfecf', 'simevt_48b1adf65f02a68a90b23e08', 'refund.succeeded', '\x7b2274797065223a22726566756e64222c22676174657761795f726566756e645f6964223a2273696d7266645f3266656133356463396465623238623433613434663137356261346166643935222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3934666234386631633066653839666330326231316537656561626163653934222c227265666572656e6365223a226174745f30316d38326e7063687366793076747a776234376335666b6d78222c226163636f756e74223a22616363745f633865643561303134393562396563613935363261383531222c22737461747573223a22737563636565646564222c22616d6f756e74223a31313930302c2263757272656e6379223a22455552222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32325432323a32333a31322e3436383838365a227d', 'done', 1, '2026-11-22 22:23:42.524499+00', NULL, NULL, '2026-11-22 22:23:12.476594+00', '2026-11-22 22:23:12.549701+00');
INSERT INTO public.callbacks VALUES ('01a2055b-3725-7495-807c-102834483aa0', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3680-7267-bdb6-64df5655e587', 'simevt_3551aeb26c283eb9da158dbc', 'payment.succeeded', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3534373334303239373263623037643436336565636663343730663162323165222c227265666572656e6365223a226174745f30316d38326e7064713165677374716a7135797a667070796733222c226163636f756e74223a22616363745f623262653033353732613663626364373637303231643539222c22737461747573223a22737563636565646564222c22616d6f756e74223a32333830302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226665655f616d6f756e74223a3335372c226f636375727265645f6174223a22323032362d31312d32325432323a32333a31332e3639343138385a227d', 'done', 1, '2026-11-22 22:23:43.737009+00', NULL, NULL, '2026-11-22 22:23:13.700128+00', '2026-11-22 22:23:13.744354+00');
INSERT INTO public.callbacks VALUES ('01a2055b-3849-7265-a9c6-1655b720304f', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3680-7267-bdb6-64df5655e587', 'simevt_577aa5a0a18127a335189976', 'payment.failed', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6132363064336531363136643138346237616262613936386264623831393262222c227265666572656e6365223a226174745f30316d38326e70653071666677766a6b383630707762396b7837222c226163636f756e74223a22616363745f623262653033353732613663626364373637303231643539222c22737461747573223a226661696c6564222c22616d6f756e74223a31343238302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c226665655f616d6f756e74223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32325432323a32333a31332e3938343830305a227d', 'done', 1, '2026-11-22 22:23:44.032912+00', NULL, NULL, '2026-11-22 22:23:13.991942+00', '2026-11-22 22:23:14.042855+00');
INSERT INTO public.callbacks VALUES ('01a2055b-38c5-751e-80d8-5ae2caffdff1', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3680-7267-bdb6-64df5655e587', 'simevt_d6d7eae54da389cf26f8f9e8', 'refund.succeeded', '\x7b2274797065223a22726566756e64222c22676174657761795f726566756e645f6964223a2273696d7266645f3437386234626637623333383038376139373537303565653064303564383264222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3534373334303239373263623037643436336565636663343730663162323165222c227265666572656e6365223a226174745f30316d38326e7065336b65786d38776638377866736667626570222c226163636f756e74223a22616363745f623262653033353732613663626364373637303231643539222c22737461747573223a22737563636565646564222c22616d6f756e74223a31313930302c2263757272656e6379223a22455552222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32325432323a32333a31342e3130353134355a227d', 'done', 1, '2026-11-22 22:23:44.146248+00', NULL, NULL, '2026-11-22 22:23:14.116401+00', '2026-11-22 22:23:14.178409+00');


--
-- Data for Name: discrepancies; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.events VALUES ('01a2055b-2f11-7003-9bc3-7591b5add12d', '01a2055b-2e88-739d-8902-b4751fb74777', 'payer.created', 'payer', '01a2055b-2f0f-7e04-8c28-55382e3904a3', 1, '\x7b226964223a226576745f30316d38326e70627268653031737167766e6a367474766d3964222c2274797065223a2270617965722e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31312e3633323939355a222c2273657175656e6365223a312c2264617461223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226f626a656374223a227061796572222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c22757365725f6964223a6e756c6c2c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c22737461747573223a22616374697665222c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3632393333325a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31312e3632393333325a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:11.629332+00');
INSERT INTO public.events VALUES ('01a2055b-2f57-7d74-a463-a1f66894cc67', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.created', 'invoice', '01a2055b-2f39-7424-89de-e8a100b13d94', 1, '\x7b226964223a226576745f30316d38326e70627471666e74613872783179736d39396b3337222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31312e3730333832395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7062737666706673726479366538646863703331222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3635363838335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31312e3730303839355a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:11.656883+00');
INSERT INTO public.events VALUES ('01a2055b-2f91-77af-80b9-4b27fb640770', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.finalized', 'invoice', '01a2055b-2f39-7424-89de-e8a100b13d94', 2, '\x7b226964223a226576745f30316d38326e706277686579717231656162347a787038317667222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31312e3736313437335a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7062737666706673726479366538646863703331222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a32333830302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f2d796d532d4249477838314e494c5465314f3632314f6e7548574f4238356d486f656a724a617330513149222c227265636569766572223a7b226964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3635363838335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31312e3736303635305a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-22 22:23:11.720784+00');
INSERT INTO public.events VALUES ('01a2055b-2fd8-79a7-9033-38eb692d34f3', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.created', 'payment', '01a2055b-2fba-7d0b-bf25-855206c702e3', 1, '\x7b226964223a226576745f30316d38326e7062797266366b733063737278646d6a7464376b222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31312e3833323539355a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d38326e70627874666d3576793963356138336365307133222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22696e766f6963655f6964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70627076667039733863356734783177737a7066222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3738383431335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31312e3738383431335a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:11.788413+00');
INSERT INTO public.events VALUES ('01a2055b-305b-7cc6-bd2a-0e2b7975e97c', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.paid', 'invoice', '01a2055b-2f39-7424-89de-e8a100b13d94', 3, '\x7b226964223a226576745f30316d38326e70633276666b3362746167653564777162746277222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31312e3936333737325a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7062737666706673726479366538646863703331222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f2d796d532d4249477838314e494c5465314f3632314f6e7548574f4238356d486f656a724a617330513149222c227265636569766572223a7b226964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3635363838335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31312e3934303737375a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22696e5f666c69676874223a747275652c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a32333830307d7d', NULL, '2026-11-22 22:23:11.906134+00');
INSERT INTO public.events VALUES ('01a2055b-305b-7c89-8273-24758e8f53b7', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.succeeded', 'payment', '01a2055b-2fba-7d0b-bf25-855206c702e3', 2, '\x7b226964223a226576745f30316d38326e70633276666a34723477733465703738796d7871222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31312e3936333737325a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d38326e70627874666d3576793963356138336365307133222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22696e766f6963655f6964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c226d6574686f64223a2263617264222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a32333830302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c22616d6f756e74223a32333830302c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3232222c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70627076667039733863356734783177737a7066222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3934666234386631633066653839666330326231316537656561626163653934222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3738383431335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31312e3934313731315a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616d6f756e745f616c6c6f6361746564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c7d7d', NULL, '2026-11-22 22:23:11.906134+00');
INSERT INTO public.events VALUES ('01a2055b-3117-75b4-953d-c61799819fe4', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.created', 'invoice', '01a2055b-310a-759d-aefe-0acea97a12c1', 1, '\x7b226964223a226576745f30316d38326e7063387165707439616665363279637233377a34222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3135313335305a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d38326e7063386165706574787a676173746d716d347031222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7063386d6572617430346b373137306b397a7964222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3133363030305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3135303531375a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:12.136+00');
INSERT INTO public.events VALUES ('01a2055b-3143-7291-890b-e1c70866d246', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.finalized', 'invoice', '01a2055b-310a-759d-aefe-0acea97a12c1', 2, '\x7b226964223a226576745f30316d38326e70636133656138726a327a3172773436646d6a36222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3139353135355a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d38326e7063386165706574787a676173746d716d347031222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7063386d6572617430346b373137306b397a7964222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313839382c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f50753772365143675846644b767a614e66532d707976695059536475457654615f4a6249774d4a5f314e63222c227265636569766572223a7b226964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3133363030305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3139343538365a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-22 22:23:12.176387+00');
INSERT INTO public.events VALUES ('01a2055b-3164-7df7-ba5e-df95c23ca3c2', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.paid', 'invoice', '01a2055b-310a-759d-aefe-0acea97a12c1', 3, '\x7b226964223a226576745f30316d38326e70636234667176766d71707a6a71313373387932222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3232383835355a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d38326e7063386165706574787a676173746d716d347031222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7063386d6572617430346b373137306b397a7964222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a31313839382c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f50753772365143675846644b767a614e66532d707976695059536475457654615f4a6249774d4a5f314e63222c227265636569766572223a7b226964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3133363030305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3232323337375a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f70617961626c65223a31313839387d7d', NULL, '2026-11-22 22:23:12.210517+00');
INSERT INTO public.events VALUES ('01a2055b-3164-7dca-84ed-b92fafefe19a', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.succeeded', 'payment', '01a2055b-3155-7c8b-ac1a-cce4ca282f6c', 1, '\x7b226964223a226576745f30316d38326e706362346671353839766473357971797a726374222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3232383835355a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d38326e7063616e666a357472367063776b353267627663222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22696e766f6963655f6964223a22696e765f30316d38326e7063386165706574787a676173746d716d347031222c226d6574686f64223a2263617368222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313839382c22616d6f756e745f616c6c6f6361746564223a31313839382c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7063386165706574787a676173746d716d347031222c22616d6f756e74223a31313839382c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3232222c227265666572656e6365223a6e756c6c2c226e6f7465223a2241742074686520676174652e222c22676174657761795f6163636f756e745f6964223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3231303531375a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3231303531375a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:12.210517+00');
INSERT INTO public.events VALUES ('01a2055b-3179-7533-9062-f0e6063e8b0e', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.created', 'invoice', '01a2055b-3175-7464-8a25-ca0649592ed6', 1, '\x7b226964223a226576745f30316d38326e70636273656d7373307271677772333378327265222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3234393331395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70636270657433387a36717867627371767a3071222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3234333439385a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3234373839315a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:12.243498+00');
INSERT INTO public.events VALUES ('01a2055b-3191-78be-ace4-128cfee7fa0d', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.finalized', 'invoice', '01a2055b-3175-7464-8a25-ca0649592ed6', 2, '\x7b226964223a226576745f30316d38326e7063636866327a617373306a686b7a6566796764222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3237333534325a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303033222c227265666572656e6365223a2252463232494e56323032363030303033222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70636270657433387a36717867627371767a3071222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31343238302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31343238302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f79345676782d366c486f736f7678536a383250535a36777064685f4a4e6e5337656b744568576c304a4959222c227265636569766572223a7b226964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3234333439385a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3237323938345a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-22 22:23:12.261285+00');
INSERT INTO public.events VALUES ('01a2055b-31b4-70cb-bdec-11fe97ad7855', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.created', 'payment', '01a2055b-31a7-7b67-aa05-b51532c18084', 1, '\x7b226964223a226576745f30316d38326e7063646d65333576767630687a7462747479326e222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3330383033385a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d38326e7063643766646b746d31646e326d736333303434222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22696e766f6963655f6964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70627076667039733863356734783177737a7066222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3239343430375a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3239343430375a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:12.294407+00');
INSERT INTO public.events VALUES ('01a2055b-3238-726e-b728-5fdd81b41e1c', '01a2055b-2e88-739d-8902-b4751fb74777', 'refund.created', 'refund', '01a2055b-3235-7c50-a6b9-9a0c0287fa6a', 1, '\x7b226964223a226576745f30316d38326e70636872653971626561327a7670307638376777222c2274797065223a22726566756e642e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3434303134305a222c2273657175656e6365223a312c2264617461223a7b226964223a227266645f30316d38326e7063686e66683861646563743167313866796b61222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c227061796d656e745f6964223a227061795f30316d38326e70627874666d3576793963356138336365307133222c22737461747573223a22726571756573746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3433313437375a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3433313437375a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:12.431477+00');
INSERT INTO public.events VALUES ('01a2055b-3693-7fa0-b5c2-83b3331b54ee', '01a2055b-363d-70ba-8359-d24db179b610', 'payer.created', 'payer', '01a2055b-3693-775b-8d67-24a729c03cf4', 1, '\x7b226964223a226576745f30316d38326e70646d6b6679676262676d3370637368706e3765222c2274797065223a2270617965722e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3535353937325a222c2273657175656e6365223a312c2264617461223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226f626a656374223a227061796572222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c22757365725f6964223a6e756c6c2c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c22737461747573223a22616374697665222c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3535343934375a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3535343934375a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.554947+00');
INSERT INTO public.events VALUES ('01a2055b-36ab-76f6-813a-adaea23bfb87', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.created', 'invoice', '01a2055b-36a2-7e35-940e-6b67bf780419', 1, '\x7b226964223a226576745f30316d38326e70646e626576763832656e646e74683371797737222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3537393432395a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70646e3966787a62373276676b396239786b7a34222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3536363537345a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3537383937375a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.566574+00');
INSERT INTO public.events VALUES ('01a2055b-36c9-7988-8c07-40160a54dbde', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.finalized', 'invoice', '01a2055b-36a2-7e35-940e-6b67bf780419', 2, '\x7b226964223a226576745f30316d38326e7064703966363438723174303272353539707979222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3630393538385a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70646e3966787a62373276676b396239786b7a34222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a32333830302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f3337705a334a48536a326a4154376e47786b454156736e7a426668627664557079317168595a74615a5f45222c227265636569766572223a7b226964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3536363537345a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3630383933345a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-22 22:23:13.596796+00');
INSERT INTO public.events VALUES ('01a2055b-31f3-72e4-9aa1-b86afa90eac8', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.failed', 'payment', '01a2055b-31a7-7b67-aa05-b51532c18084', 2, '\x7b226964223a226576745f30316d38326e7063666b65626a396e3864726462783931747038222c2274797065223a227061796d656e742e6661696c6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3337313137325a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d38326e7063643766646b746d31646e326d736333303434222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22696e766f6963655f6964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c226d6574686f64223a2263617264222c22737461747573223a226661696c6564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c22616d6f756e74223a31343238302c22737461747573223a2272656c6561736564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70627076667039733863356734783177737a7066222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3465383739303034646461633632633461633736396635643731656233323164222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3239343430375a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3336393734325a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7063626e65686a386d3965613073346e6a627070222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c7d7d', NULL, '2026-11-22 22:23:12.354821+00');
INSERT INTO public.events VALUES ('01a2055b-3270-7551-9a90-73d10912669b', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.reopened', 'invoice', '01a2055b-2f39-7424-89de-e8a100b13d94', 4, '\x7b226964223a226576745f30316d38326e70636b67656e38736e34336b7434346834736d76222c2274797065223a22696e766f6963652e72656f70656e6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3439363331365a222c2273657175656e6365223a342c2264617461223a7b226964223a22696e765f30316d38326e7062737365676a386b7171386d3430623266636d222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c22737461747573223a226f70656e222c22736574746c656d656e74223a227061727469616c6c795f70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7062737666706673726479366538646863703331222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a31313930302c22616d6f756e745f647565223a31313930302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313930302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f2d796d532d4249477838314e494c5465314f3632314f6e7548574f4238356d486f656a724a617330513149222c227265636569766572223a7b226964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31312e3635363838335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3438393733385a227d2c2270726576696f7573223a7b22736574746c656d656e74223a2270616964222c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a307d7d', NULL, '2026-11-22 22:23:12.474527+00');
INSERT INTO public.events VALUES ('01a2055b-3270-7526-8a9b-f0149ed81d1c', '01a2055b-2e88-739d-8902-b4751fb74777', 'refund.succeeded', 'refund', '01a2055b-3235-7c50-a6b9-9a0c0287fa6a', 2, '\x7b226964223a226576745f30316d38326e70636b67656d6b386e367a67326a666467373877222c2274797065223a22726566756e642e737563636565646564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31322e3439363331365a222c2273657175656e6365223a322c2264617461223a7b226964223a227266645f30316d38326e7063686e66683861646563743167313866796b61222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d38326e70626d38656565726a306e6d656d667665687671222c2270617965725f6964223a227079725f30316d38326e70627266667232387261326e373071336a313533222c227061796d656e745f6964223a227061795f30316d38326e70627874666d3576793963356138336365307133222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a22323032362d31312d3232222c22676174657761795f726566756e645f6964223a2273696d7266645f3266656133356463396465623238623433613434663137356261346166643935222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31322e3433313437375a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31322e3439343138305a227d2c2270726576696f7573223a7b22737461747573223a22726571756573746564222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c7d7d', NULL, '2026-11-22 22:23:12.474527+00');
INSERT INTO public.events VALUES ('01a2055b-3733-7b59-88e8-b45dec191bdc', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.paid', 'invoice', '01a2055b-36a2-7e35-940e-6b67bf780419', 3, '\x7b226964223a226576745f30316d38326e7064736b666463726874356d627170316a367977222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3731353638335a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70646e3966787a62373276676b396239786b7a34222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f3337705a334a48536a326a4154376e47786b454156736e7a426668627664557079317168595a74615a5f45222c227265636569766572223a7b226964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3536363537345a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3731303536325a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22696e5f666c69676874223a747275652c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a32333830307d7d', NULL, '2026-11-22 22:23:13.699813+00');
INSERT INTO public.events VALUES ('01a2055b-3733-7b1c-83fd-dc75560a581f', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.succeeded', 'payment', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', 2, '\x7b226964223a226576745f30316d38326e7064736b66636538377a6577656e62306d70307a222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3731353638335a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d38326e70647078666d68397233617a30727a3637787265222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22696e766f6963655f6964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c226d6574686f64223a2263617264222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a32333830302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c22616d6f756e74223a32333830302c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3232222c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70646d3065396b7676646b347678623562736337222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3534373334303239373263623037643436336565636663343730663162323165222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3632323936345a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3731323037355a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616d6f756e745f616c6c6f6361746564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c7d7d', NULL, '2026-11-22 22:23:13.699813+00');
INSERT INTO public.events VALUES ('01a2055b-36e1-7fc3-b8dc-96623ea7f5fc', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.created', 'payment', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', 1, '\x7b226964223a226576745f30316d38326e70647131667a31766871347063387a6166786677222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3633333938305a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d38326e70647078666d68397233617a30727a3637787265222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22696e766f6963655f6964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70646d3065396b7676646b347678623562736337222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3632323936345a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3632323936345a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.622964+00');
INSERT INTO public.events VALUES ('01a2055b-3773-78a7-8283-3c59ad50e700', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.created', 'invoice', '01a2055b-376c-7f3e-8f84-2070fde846c1', 1, '\x7b226964223a226576745f30316d38326e7064766b66326b72353073776236706e31737230222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3737393533355a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d38326e7064766366777a387a3131306533797967687031222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7064766a656430737638307971663177336a6566222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3737323030335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3737393036315a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.772003+00');
INSERT INTO public.events VALUES ('01a2055b-3797-7527-b2eb-00dc5d466bb8', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.finalized', 'invoice', '01a2055b-376c-7f3e-8f84-2070fde846c1', 2, '\x7b226964223a226576745f30316d38326e70647771656d6b76357472307668656d63747872222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3831353331365a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d38326e7064766366777a387a3131306533797967687031222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7064766a656430737638307971663177336a6566222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313839382c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f6a52637057737137794d523373716f726e70487036416d6577744c52733941736b4b4634576e5677366f63222c227265636569766572223a7b226964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3737323030335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3831343739345a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-22 22:23:13.796201+00');
INSERT INTO public.events VALUES ('01a2055b-37b4-784f-af64-cd0451eda748', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.paid', 'invoice', '01a2055b-376c-7f3e-8f84-2070fde846c1', 3, '\x7b226964223a226576745f30316d38326e7064786d66313774797336643068387976397438222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3834343530315a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d38326e7064766366777a387a3131306533797967687031222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e7064766a656430737638307971663177336a6566222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a31313839382c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f6a52637057737137794d523373716f726e70487036416d6577744c52733941736b4b4634576e5677366f63222c227265636569766572223a7b226964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3737323030335a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3833363835395a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f70617961626c65223a31313839387d7d', NULL, '2026-11-22 22:23:13.828295+00');
INSERT INTO public.events VALUES ('01a2055b-37b4-7821-bbf8-51fd61c9a4a5', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.succeeded', 'payment', '01a2055b-37ab-7443-8efd-4bf71dd4154d', 1, '\x7b226964223a226576745f30316d38326e7064786d66306776717932687a6e67776b393535222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3834343530315a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d38326e7064786265683172787a61627977657838356164222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22696e766f6963655f6964223a22696e765f30316d38326e7064766366777a387a3131306533797967687031222c226d6574686f64223a2263617368222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313839382c22616d6f756e745f616c6c6f6361746564223a31313839382c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e7064766366777a387a3131306533797967687031222c22616d6f756e74223a31313839382c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3232222c227265666572656e6365223a6e756c6c2c226e6f7465223a2241742074686520676174652e222c22676174657761795f6163636f756e745f6964223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3832383239355a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3832383239355a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.828295+00');
INSERT INTO public.events VALUES ('01a2055b-37e3-7fb2-82ae-4dbda5c4c05f', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.created', 'invoice', '01a2055b-37de-74d9-a753-54923c3dc89c', 1, '\x7b226964223a226576745f30316d38326e70647a336679733835626a6471706a773967327a222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3839313937335a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70647a31656b7076673662327867736462666476222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3838333831305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3839313037335a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.88381+00');
INSERT INTO public.events VALUES ('01a2055b-3801-75a7-ad89-4f08d3662b39', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.finalized', 'invoice', '01a2055b-37de-74d9-a753-54923c3dc89c', 2, '\x7b226964223a226576745f30316d38326e7065303165706b74763261663133397063617373222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3932313334385a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303033222c227265666572656e6365223a2252463232494e56323032363030303033222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70647a31656b7076673662327867736462666476222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31343238302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31343238302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f6c4342745835343073616a5563357450416667767933684b765a6e6b7a314a33384146372d4e6e52345863222c227265636569766572223a7b226964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3838333831305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3932303830365a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', NULL, '2026-11-22 22:23:13.904687+00');
INSERT INTO public.events VALUES ('01a2055b-381d-7e92-a1ec-edb5ad15bba8', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.created', 'payment', '01a2055b-3814-76f3-baa1-808bafe67d29', 1, '\x7b226964223a226576745f30316d38326e7065307866743961337637647070706862657838222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3934393930315a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d38326e7065306d657673766e38633068657179637a3939222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22696e766f6963655f6964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70646d3065396b7676646b347678623562736337222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3933363432385a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3933363432385a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:13.936428+00');
INSERT INTO public.events VALUES ('01a2055b-3871-7e54-94b8-aab4acc0cdf5', '01a2055b-363d-70ba-8359-d24db179b610', 'refund.created', 'refund', '01a2055b-386d-7f2e-83f8-d711306153bd', 1, '\x7b226964223a226576745f30316d38326e706533686673613939653561706a7063316b666e222c2274797065223a22726566756e642e63726561746564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31342e3033333838395a222c2273657175656e6365223a312c2264617461223a7b226964223a227266645f30316d38326e70653364667771383779367132347236326d7878222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c227061796d656e745f6964223a227061795f30316d38326e70647078666d68397233617a30727a3637787265222c22737461747573223a22726571756573746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31342e3032303432305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31342e3032303432305a227d2c2270726576696f7573223a7b7d7d', NULL, '2026-11-22 22:23:14.02042+00');
INSERT INTO public.events VALUES ('01a2055b-384d-77b2-9e23-f82ce0b1b9b1', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.failed', 'payment', '01a2055b-3814-76f3-baa1-808bafe67d29', 2, '\x7b226964223a226576745f30316d38326e706532646579733977387a72356b676233656468222c2274797065223a227061796d656e742e6661696c6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31332e3939373437355a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d38326e7065306d657673766e38633068657179637a3939222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22696e766f6963655f6964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c226d6574686f64223a2263617264222c22737461747573223a226661696c6564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c22616d6f756e74223a31343238302c22737461747573223a2272656c6561736564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d38326e70646d3065396b7676646b347678623562736337222c22676174657761795f7061796d656e745f6964223a2273696d7061795f6132363064336531363136643138346237616262613936386264623831393262222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3933363432385a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31332e3939363333375a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d38326e70647979656b6374656d746d6a387933766a3477222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c7d7d', NULL, '2026-11-22 22:23:13.988886+00');
INSERT INTO public.events VALUES ('01a2055b-38d7-7e89-8001-4c368dcec338', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.reopened', 'invoice', '01a2055b-36a2-7e35-940e-6b67bf780419', 4, '\x7b226964223a226576745f30316d38326e7065367166743472303061633674367778677372222c2274797065223a22696e766f6963652e72656f70656e6564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31342e3133353839325a222c2273657175656e6365223a342c2264617461223a7b226964223a22696e765f30316d38326e70646e326672747338336b6263797a7167313073222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c22737461747573223a226f70656e222c22736574746c656d656e74223a227061727469616c6c795f70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d38326e70646e3966787a62373276676b396239786b7a34222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a31313930302c22616d6f756e745f647565223a31313930302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313930302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3232222c226475655f6f6e223a22323032362d31322d3232222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a383430302f76312f7061792f3337705a334a48536a326a4154376e47786b454156736e7a426668627664557079317168595a74615a5f45222c227265636569766572223a7b226964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31332e3536363537345a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31342e3133333031305a227d2c2270726576696f7573223a7b22736574746c656d656e74223a2270616964222c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a307d7d', NULL, '2026-11-22 22:23:14.108186+00');
INSERT INTO public.events VALUES ('01a2055b-38d7-7e60-a456-706c5bd28ed7', '01a2055b-363d-70ba-8359-d24db179b610', 'refund.succeeded', 'refund', '01a2055b-386d-7f2e-83f8-d711306153bd', 2, '\x7b226964223a226576745f30316d38326e7065367166736761386e6b676468647835337071222c2274797065223a22726566756e642e737563636565646564222c2274696d657374616d70223a22323032362d31312d32325432323a32333a31342e3133353839325a222c2273657175656e6365223a322c2264617461223a7b226964223a227266645f30316d38326e70653364667771383779367132347236326d7878222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d38326e70646878653278383670656a397072716b646767222c2270617965725f6964223a227079725f30316d38326e70646d6b65786472747373346d776d773066376d222c227061796d656e745f6964223a227061795f30316d38326e70647078666d68397233617a30727a3637787265222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a22323032362d31312d3232222c22676174657761795f726566756e645f6964223a2273696d7266645f3437386234626637623333383038376139373537303565653064303564383264222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32325432323a32333a31342e3032303432305a222c22757064617465645f6174223a22323032362d31312d32325432323a32333a31342e3133343033375a227d2c2270726576696f7573223a7b22737461747573223a22726571756573746564222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c7d7d', NULL, '2026-11-22 22:23:14.108186+00');


--
-- Data for Name: gateway_accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.gateway_accounts VALUES ('01a2055b-2edb-7d93-9430-b02743ccfecf', '01a2055b-2e88-739d-8902-b4751fb74777', 'simulator', 'acct_c8ed5a01495b9eca9562a851', '\x010b646576656c6f706d656e74703afaa078c26fe874f48cac003acc3dd89245e446f618068d8b0fffca40850031870e5b298ab5d224d75c3e037a44e5e19b0594edc7d7aa7e4a8f73d0bb2d69b245de12e05e354dfe538d090d7b7a542a5f331e4b23aad9c53f5ce4c7102df3e3f82dcfea3e5c9f07ef2411c609f4f247aca4968d5455956bfd9b80e3e8c9f5363d9c2efd6efcd434de2c88b5289c180286357b2936b63128141d72e66b987ca0d96b43671b0ac30f8d08292b51ca011e67a81aedb2e268703e726f1b18fb1703f7efa0215540534db71cc3d40e228215', 'active', NULL, '{}', 1, '2026-11-22 22:23:11.569208+00', '2026-11-22 22:23:11.569208+00');
INSERT INTO public.gateway_accounts VALUES ('01a2055b-3680-7267-bdb6-64df5655e587', '01a2055b-363d-70ba-8359-d24db179b610', 'simulator', 'acct_b2be03572a6cbcd767021d59', '\x010b646576656c6f706d656e7465bde89ef8c962bbc81ef5b07b0de3a12afe9005286619313c2b4852a6f824a0b795c68d53875c65308a517614e74ef16928d13fa2832496e90caabaa90357da5918b06fa02e6ecb538a4fa09fac5c8b3434f25a4d8b1f872ed55a5d924094b8c9ad806824977413ef8f98948d066d775464a08fa52ac435e853cb1a82d0d78e70fa57af1be664a93ba5197350fc1be6e12d97655a0181c99e3a651e1a09761d2b443595044b5ea1c55cfa83539717cc91a503c4fc5afdaa3fbc4d7c1bce5aaa58a24ae71cbd557588cfe5e18e5d222560', 'active', NULL, '{}', 1, '2026-11-22 22:23:13.534511+00', '2026-11-22 22:23:13.534511+00');


--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency_keys VALUES ('01a2055b-2e8e-7e24-bac5-74facca615f1', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'c7fdbb65eaef7a53ce115d7a8cf94ab2', '\x53fcdfe4c806a743eee742407ae9153e8d90a9b648b794cfcd306a4b5f3f6af7', 201, '\x010b646576656c6f706d656e741806685670ea03b1b8cfcc8d3fd26c55d806d17ff67b75dc104757dbc669934ccd0e418da80f394e079aa46e5c2ecaf1b6e7f98cff29cc90bab8b48605d119be6eb105384429d27042fc62e5bed823632a4986db83ad45ea65d6e2a4f1872b13dddb14ec73575cc6ef47b11f9b74b40c3b6c6c4d5d204d5418507ba3a9bf4dd29d29ae7a6f5739cf0bd189c758e5dc5545f985a7538a7cd51bc67a0c07eaff0a8932825fc26e4e368890bbc4eeb2f0d18f63a652242e30ce3d35b608a813a21dbd1508aa874f075166b12f33517f63e813797747542c054bb38e952d204d39a7442e6e1ae9f0b6e12b93e4fb8a6127aed41a28fff953c573add706d51c116538da4391d7aab1151e0eaeecf50bb8952b057938410300da4c6dbe66b31e83e82c18fb2b68f28eaf91a021a4a130226d25d825d07763f3d303e8169ca4adf18000412724545d23205835977109a4c13fae0cd78db7e48fec7c067940b3b188b08ec78fd0bc736fb6029c2ec37ef0683e4ab92d643e064797bfe47e38a66f14641e534d6fb50d210eb2e33108f76e816ffac648b929e867bff21271faa9805c59af12cb1dd6ddc8a04cab9587fd1be808a01ab172b2d43065e8325a285f615357c8a505fc2243b8f4cf510c20ef59a9d1bac8db3bc391ca7baa75dbdda59edfd42277d5edb1bec84d712c521578aad8139b6dd4ad106db65044183e9edcae9744548d7429e9053be6f58998989d44f3074d58204e10905d858ced1f4338bd3c583ab915341af98999d154d4be73493679ff02bfacfc', '2026-11-22 22:23:11.439476+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-2edf-73fb-89a7-afd1cc084455', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', '2f02b6c684e5a472c8076b1af08116e0', '\x0033b9c57076a5fbe956a5cbd949638ec2b28d2d70e529fd735f2fefc0acbb14', 201, '\x010b646576656c6f706d656e74101708792d6ce988ce6b4df4b63eff7a417598c7b79bf4d9478503e4452d034584320601c0c3d8391e6d248fce86759a6fa4e2e4542563769640d31fedc1039ec529c33647e84b80ee0560ff0d7b83eeb56eeb61365e66e3821636ac359e0189a0117d8ef48aede3fda9f5e1417fc4c42a08debf11f3353a0be2068d3b341ca834754787959f0c11295f7006ba9187df6c5e80d0f9ed4d25a29c1a0b58a5f54c91a12c54aaf757729c7d084d8dcc2b7c5f70bb9a653df82de3a5d6c7b53555e5300319bc7fa8d53252059c18e1154a0158cbf2d7e503fa6dbd519b9746602f7459a4b7798a7a9b91f43c35b28f913346159e744e35b1115a3f463ca605703c156a1258d5683acd34012ddd5a1416a6687902e906374505965484a3c21ad021984a0ff51c6c764521b00ceff6a4cad200942bbde2dfa967e36f3cd2ea194638611f643adc22091eba52c31d2fbf25e0685097d7e2175edf442da0b8bd31d2d757ba9b4da7ac3b0808f5ead1f9e647ac2c9ca3ad9acc000bd5434495a6c5526d56ba066f653bf3ede31eabb82b99bc75bc3d0aa73aedd049de2f86de184ad80a0b9636775f8738abe1adef879b24d1eb3e3953198aa5ac0c06ba48f17003a90c6093862addf4ced1883b9f8671e5b5fba2e0e8f53fd29bccc46988deb679b83e0ec893214c84d9132c14c6faf4fd2956eefc3c8cb752ef2ac36f558d0f7e1b9ef47c539520a40b87943e8863d6fd4a3ee2e7eceff976400e59b9cea2de10ee35cc498d87748ba050074de7123136cd12d7200ffd', '2026-11-22 22:23:11.569208+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-2efc-7816-bd47-59be40e97fdc', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', '1c68f3e9c7218cf86b633f73163c3201', '\x70d18fa7557d40e95a91a9a618f92dfbead496ac16717ee969fa5c7d721a38e0', 201, '\x010b646576656c6f706d656e74b21b0479c7256d20ed75946bdb7a0503b7ba4428b7621713ed402b81cb12ecc222e63bdc3e52d1fa51ca77d05fa4901b8c3331611d6dda61e4a2ba12096bba48fb5c3da4f67398b513a2e7e3b139070190d1d42d6dd3f9957f29afce670f643afe4d5a9947ea9caf9fa4797b060dc5152882f16c4662324f825df0ad1d60bb30a234f2a86107832c5f3b64a8cbbf89412276d13a51a15512f9f44694bd504343bd2656a7dbc525aaa29509c3505daf877f3b3ec9fdd0983f73079f51dfa173a323f468146c937c0f182dd498bef5218dcf57b2a7a485bd07a93b0fc04c963df3ba87ef6426fcbff8ce340dbc5c699eaf0e8715a8744babdae17286230e1cf69ec65c48e72ab1ae82459b9ec5b9f079688e1766222de208808708932fcc4d5b5342ffc8ae260c3ee123967130dbaabf9597b4b4b7435def379c2a1aaffdd2fc1150d4a3d9508f7de324ffe4efd2144222a04c0603bf898d3b30b9cd2de72b1a12862d809089735dd371b52f9482f1c23bc5ba61badd59ed8534e192dc95c12430b119f702d4376c130205a1267faf773520a77ba50b620e7005bf0b6d485ca48afd3eb3dabae92357c5757621234cd8b334ed4283cf4a4deecec27a9587f3383c4fd4d1623d6b439fda515363cee9ee671d0d2024670f313519ba2da09c082754fa5c0199adb2fb75d0e786ef136ebab3712cd867f36d7b12c2232fcce7759d0919d955e0008e2a5481ea93625b3c3af54411ca6a8b1ae58b7ca34cbd8dd3fa199c2dc19c46ea2aa08b7b00ae4efd685b9e43d43a209293f55afcfc6b8da72fae68c919c654d8feed7112b817d78e3fe43250bb8366', '2026-11-22 22:23:11.598247+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-2f19-7df9-b3ef-2bc56d71df5b', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'ed9db0d0521693c89349763e3040b409', '\x7fd09c2bf008b9884b844523722d64d910339e8d6ae0618533877bf2fa57174b', 201, '\x010b646576656c6f706d656e74b6e7d79d2c4b5f3fb8817f77752d85da3add8b9eea71e69d1e5d1603bd4dbf098c7d414681b3690234aba758ea135a9e3cefff883baf240467c14eb161abd358f4e1822c13575e6de25604034f5fdb8064ea27726538c553d4fb77cc1d22c28dd89342ad1d543e6004fdee51029b242cedcdb9a84ade675cf45959b33543ffa6616ee714d779b4ff8c949dd9f9d881e30ad70838d9d184677e11df477d7d24cb38d5c6abd204918416676c6708c627204a9646299f6aba7d49b0ba2a8f2c09040effdaa9bd56faac15b462d936c508d2be40ca8a4d71883422c6f0ecd43299c9aa953fd98fcfe82a7b3c8f18691a54655ba6e1e53f5b3509f630936ac1918b71735b92cf57177e9e4b7a8c8a7d1b29a82b657b16a4beee94968631d2f651a8c7432fe1182ef481c77c12e95d03f58e5f0b30c87e23d31f92f7458e39fecdc28e45736fcb7cfc4dc3345b5854cffcccd9bd18ed608fdf1e236292786e09a4bd9361842caf94bc73fbdf43e74b853d4b91a844d118c31d6a2962d0ab5ef5de8f27f026fe63dbc943a186b325200a7a83204a16dc7bc5953bc5b3662f1bcdf00ac20441a74768c6ea28a7d3b5c0a20619bce580010d01b180770ecc117ea6447777eddbb449e0029a31386077fc8f4ad74f081c0b91', '2026-11-22 22:23:11.629332+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-2f59-7dac-bf36-571096c34c8b', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'ff2c8edca98f2733700ce6ad06fdb3ca', '\x39a452cc41fbbf1233ee14201823d703741554c60670adf119f277928fbf5ba9', 201, '\x010b646576656c6f706d656e743ab386994abba524fe0787ac16b39ece92533a6bc99c10d370ef2b52415c5da1a4e6cf16ada4a7ad19c62a3b76635800b9ea55ae0fe2013fdab5635962ba61f6f8a3428397fa29d5efeb4494be7af200923207fbaa83fa3d0d0047b30cda0bbba24581ab92b64736a5c81e011774d1b7dafae6daf1ee11d78d4727ec5689309918c88c68dc829dfbe86c4b04189a0a4f3d01f74facc2a9cd3f3d106dd99bdedec61c4528dd0d561db2a550f89a22be19671a7e09d75d7144d027968106ef4e80a4265cce906845ce9e6b88d84c748771a742220579895b00ce900e896a2523bbbed6d0ae3a86efa7892d146e1942bcec0786b734720334b7eb79a83518e7e5f4fa7d8abfab5ab4bf5b8962e8e2f0d233ea3dd302e6a92782b5818c3dc1732cdc993e59a54a184808368d420b99913d4863e894b65b8d3545f9c917676e712faf101e15105bc24ba588784a29c422172a13cac4a335bff1b890fee9435f3984ea62fa9979aa1e285f0fffbd359aeb55cd06cd0b86b6bfa79d5c43408d45cebeee4c5b3c8b0f26322f1eb17a13f4b54e8b959c393934eb7600992400ce8d3af53b7d9b31e70add51d6e06404299c1a4395026889d2b91f261a27c5c5677847dae9ae76c1eb7c6086456f9c566e35d9eeb91a8d69e31482c0ba82b16b3bca2feab10c95095a28c2923e15f02a3e39542cffab85d5b8915bed5a8559c25d85340078dcc28dca0c2647d5e64fddd7ad5ec5887d395a5c284217b2f6c024b2d6e0ce1a9257489c0fa236b0bf9c4cbb30851560cec36c54d3f1f205be471fe11ce5f3e0c2707ae5819da95c51f2babc9ec26ce615d497eb447dea289930d5f284fab4bebe4d6fe5ed6b2add889c4cd64bf9b7349d75bd0d86f1dccfdbc52ab27bfa9bc96237375cc78ea62b17270e4b47a0bf067c23a0ca07421b217e0d7dc8c6eda25a5aba2f2d9b8d55dce6502c6671a9102e36cb8c775ea52edc1c7e44da41c75bfbde2c38b75e23ceeea48f3c48787b11d218a2ea4042ee04b52062759d6e7de3bda22802b694637c9cf074417f6a1916e8afe9bc66d19c914454c121def7b2fad21db3d3b3598549a189735a6e5a148dfaea3fc5107d5fa3170e129b0bd18a5e242220e9eed7b1c9dd70bbf6861b20cd1b49dde8801b68b89a76b6b50bf60823d38e0630ff61f26d3bd8cbcfa3b1640bd448859cde784df94e9db653d9a2b50912f2bf7dd5c9b9f5e9f1004765d96b75f7a1e16536c09941effa24c2961f9d119d7853c2618058cf3a752c573490acfecbd3124343ed01a29ff910a1d9f91b5b97cbc44ae6c712983c8f5d4b3b08e3dc8063b313fa8c5b72548be8c33ca25e75de0582b532a8b0f4efc32b6edf461fe96cb2a101812332fae26bb0b66e96fe3681c4250aab99c8a6e50e8326e3a4fc0e2a86fd68c625b101970f447ff4874dcdbc4a732a039fd22036a206fab1d06cd7273eb7c34ca161042b99bb8b6b620a99072d2652920adc751bfac3f6104cc579310bfdd6679b89c120502be47861214bc1c60cd39f4eec23234d19fece8061ad288e166d7b19b06dbd7b92e8151b10573de37a05b6105dc5d2f4e5d0313df405c8401a804078c348b1be1c16406af2d33cdac3ac27b52fcee5d1fd580429142af656387939fd1386146114ce8f6c19224596c8556c236c3ed393424f48', '2026-11-22 22:23:11.656883+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-2f9b-79e4-981b-2b1ef2e30fe2', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', '7edd3ac12ce7bd3442f34e97419fe84b', '\x7c356dae93754718b3da8b3aeeb4cf3f3e1c544356ec002efef1f9d39ded9ae8', 200, '\x010b646576656c6f706d656e74c4b40299f36984e7d98b2a8a585b7d4654c62a1fd3dd798e99f0919017ed352f7706f571d95b2552cbe6473b4cca65f00b95a530326b4708134487cd0e60a5452c39f0a0dce49d20a61c949de4189e69e84cc9840570b12d988508a838eb8a096caee6923982feb816545cca35441f9d61c419b4be1f4a96518c92d27b134054ed29a0f57946b50aedf04a30566f9a046cce6e5819e68be1e6ef204374879ac2b376a8df5e9310c3cd312c83c59dbcc1f88a2e7b751fd3e13465cc188ccf81b06f4eb16f2e7d3c86e28b0a4ce402d3b3f328d15d202f6511f8b13931cd5470f402102d497df80c08a7c793e47149a81c69ead2b6d8e4c3dbd121d64d973fd99ef0c8329277177eaee8ec2e337615710f3374b755c1c852918d1f01178e38216013becdb9e53f353d2f62b15fc46d4d4c1d001e34e1cac9c2d7e66bf04211d4914a63e5c3ce6b51efcb801ab24a55ba38f26f10dc9e05f3b2248ecf618fea8e991b7e836df3d15754911cbfb310a523f7e799f010e03b904116d4ab4a6fdcfa2486e51638958d24111f9609eb0f2e46e7910683f3975777deb4d7804a92e738f6dc99e1c6112df8cfd564920f0978168f40d2ba2dc2347430360e39811fa72f24a96252fbcf039e3c985039fa214e7eeef0cec8bab93a1f9fce775fd0be1a58fd3c452faea1f442ea7e1466b5006a9b10abbb82372eee403e478d7d1adefa0103a29eece7d1517e67e6dbd9be611893622435602a73a9fc4bea3855436a922a2b766f1b12036d9b09533be68afb4172b953a9e66157fe3a71cd028b77bd3f91a96cec7058d20e6a11854f0fba18e0d30ea994a4eedadc9248d5ebebcd7eb94ca8e07e247466900ef4ed0a3d0546620b1309dba74d7b0f81758662d4f58362ceeb91b766c910d651948a38125024efd8c0463a8d3f1f104a7e24a64ba54f22ef409d9c6f7759a5f7439bb022632230b7b559155bcdf17e39e6d5800f7957222588a1c19e987d1f65b3c942b7936599fe06be859f695cbab3d6317bacbd975ea1055d4f92467f406df348ab44c5746061f13ede97b9461de21e841be206914e4e52303cf72381e889bede3d684636e7c711d74d11424524224c8288777a567617c9a8b49637c31e1e56ebdf8fb5c4563702dc1dd784d24953471f2698867594daa706b6111ee88fbdadfdb356bbc8b4f90c7e3e6a901cd0f50924e5aa10fab086040bf02710b079f19850d8d45cd6ebc908c46018d6ef4058f40dc373192b66a39563bcaa9786388dc5cb4e3206c6cdf5159b62dee8e86b43d787d85740a1be44ca35d71ebac7882badf0072979c05866953656b5ea2abf2562fa7c6b81a3d951fddae9b72e3627efb1c2eda44eb08ef8432c4ff0169b6d4006695ef1f360a4730b269b06181f4e7aeeb8a5d358d5a98051a7f29983328dd127db03d604ecf4388fdee0a2815d5b92fa27c853fae72e30d40702096b29f2214fed37e58d8ecd6eb8caceb785d50eb2907ed6ac4aeeda04cc8db383b21659807080d4770215ba30079909b517789ebfadd52b3e368ae3e51d34ff12b2f04578e8e5da2e8ae1e9acf4c1d38570ea1ab5cf4e0b118137ab62997160e54ec1c2d304b50cbbb1cf1fa45f30e6cbcdf9e0d646ba9a77656ae2c008ad94a4483728ac4d632af263113f7d646e2f6e7fe4b14e7942e3706061d48079207d115f4f2886a9a8e044e6d1797789e4a1d265c76b8c4b968164f77537b122c0bea2f8e230cf567dcb18c47c19ef383a2ee84e162536c6cc1bdef43b38f5bedda6fcad1bf9e027c5ab88d3db783a4475dcb78fd0a6566dba0143bab2c3c271d23e7d77f8c59a2936e06943bba0a05caaff9ab958739787184c26583fbbdb0433ba462c38d1363741026dc35edb68d3d511eb68dc8dd2b92b4cd88aedd4ad33f8ba245aae0e6dbb1f721e139082af59a9f597237a48cc88bd3850674aa71b1db8b28e1a420d4e516db79f84ddd146d20d062419ec2f4f1a489b466bbc97042cdaf8625d6c23f11d6740f7b7b81cf0dd0f488adf91b199868082556227ff018721ed4b4b5b016b20649f656b3a7c3692393aae572872c30a9f029d4b5219109ea4f7f6bb0d2f1a63660916ded3135b1a42969f4fe905f1f91797968be0c8c324519c0d8856d92302b041', '2026-11-22 22:23:11.720784+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-2fdb-78db-8b21-d39549b37e33', 'pay_link:48a5395dd3875e193f5e5e37f5a01a91', 'c12d96e395fa48dc475173b3fc1a3be9', '\x46af3c87289499b8a90583534021785d0b5556dda4432d314a51a66867253722', 201, '\x010b646576656c6f706d656e743bc0b3383835bd30c15c5996f5d5489c9c69e9aaf7e74845a1647752c4def44033f63f8cefc45d538d2e9424a2521854308a86c87fecf2471c85f39a6aa5e4f76ec31d91d784ab0fc4607ac10c9580524f5e30aca7d956ae3e786c685074baa8e45f592a92c64630887a462e9533de1ce368a26ebf23f840e1b29f12fe76be3b29fe5090617bc4ab60afb7f62b2c29647a84b2643483b803d3676a86720e808e8e37abd942e3667e2171c7f4296b1a4bdacbfdc1818f02e8497c21f2732f3e644acf3ae7e972b1a87f0c43ce4c2a87b2f94f2dd01b04e4cb8f7df4505f6f944b658b5b73d84b68a45c665b494b0efa8b03f30612636fe0db925a822acbc9a33aea222175a269bc96360bcc3720fd117a79fc78450637a5c99ffa1666fff004b42dbb2462de3ab2a1557b50ff14b53678b4cac82f14a76ba6711eb9425009a3c7e16f6100971c948d73bae97f3d9ba051aa1707f1f509d014335cac4d9834989d0b1c6a23f80548f87c155d02a6f8cc49fff6a270c766ae5532a355063a0298aa64bf234a57480641696c9719cdece9f10891445fbf1018ef985efcc4dd6195a2f7c74dba687a3d82d899a4ccd395d18ed8ef7b9a40fcc66625adb8fd27c2d96b2bcf02618c9485f906ac23189587d10371fe37797f8123e347679c06025aa1b84da13faa372f9ed2938360b740fdf42020e4235fff73e3c1d4093debbe8351c6dee3dc1a4ac876426dec5df2ba05cfb2c459f2115ae9245de274a279ecaa4944fcb3049dc8eaf27a1eb14d24288510e4b56b78d3699124f2cf17e85f4f40a7dccb5369076276d2798e0b02491788744fd7948b735ace30e430fd4c3d3cd78d5129b1bf1945d11cef515cc363e48b617a0dea4ce7355adb1925b93cec91058677cf4628c024a330f21a4e1ff6b8c85aa49e5bf28b81eb71024de91819a45db1188919c7b29c6f628acbda63f79ed78249e7535eb2e14ac6e51ba2910f83dc85fa68748210cdf9f40eb781868b9c00377e36785d9879b1c5002a5857c49cca8280812d7cbc4f76fad8218f91d0a251760841ecd9ef0d43a22c7db04137a8dfff480a294fdefa4f452f234a768fe438e1d510dbc53c0b44d83e3477ab5faf72a80a5774623e9659f6b4898a8c35336aedeb194e4e780dad3766c3c857cb68ff28bbc9c7399cf9d3898a8a8a09e84935749f37f9d38dd9b9380f8ed7e4394c1ac0517e51b6dc23bc355acf1295c95379fcd4016931a7ea4f2957014d1d09c66fb260f957673701e0897193fffac8fd5e3a7c3845d1cc702d387460f794c869dcaa70eff51b377ff8ca2b81343bc7c2a6798708b98d26cd', '2026-11-22 22:23:11.788413+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3119-74bc-817b-7f42b60e5383', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'c840d0608c5a8cf24efe746134ce0522', '\x1e79aeb7acdac5e674d480f9c9cf7b313b2da67b29656d1425da2f94aa1f811f', 201, '\x010b646576656c6f706d656e7449555c40a0aab22220a73eae34af090663465695aa28e5c01cc0196ab7eb0982f0593cfe4227c9610749bb0487320251e2b2242286469aa5918d1caf84b61adea7fb967584249a5f36e1aef09031d58f9920fa89e08d567e636c03d0d560eb013f516b5ce1ff2c1591e952ceef0456f1f41e128780350127eaa0c0681f0b6c0151d6eaa8e7269150bb3c9ed5a19d8c6f9153cf432ea0dcbb4be46257b563521e4cff760fc87b92631a98baf05b00e17866e3f58d53a616d2bf790c38bd0bea994a9e764d49309932d92654aa8656ea8d15b5b128b6895d7a4a32d589dd1be7225b85387b0d3fdd61958149657802c15c4891fd3af3b77019c20fb16c244636f32e106cb952e4474f8bcf6bc570eaca842cc86336d74e5cdebb84aae1495c933a90009e37e3ad627e586e3771424c70a5489bea56efab6140f5723709793227499e7a14ce77bc39a95fd38b35272041b5b774eff436ab8a3d2f515759e57dc552f6ecd3c5715f598bca169046825294bb600b55216d5543fe33ce6b448a7c6f488c5835003aba5e315563c6af944f12608835c3016d5f9b1c178c29ba8c67579476f5f4e2acd8525494d648597862509dbf04bc022844ff780f6c830075897c84b42e563dee4e4fa8ab1bb97075c4049c2bbfd9f1bc169437567258e7dbf6f9a434009500ecdc36e209b96562636f10717a28925ab196d8b36d0eea61f88e504e487c795cd2d6b487600f51225da8c5a0bf2c041fa2afd3d6d525605b0f5feb6f23cd7b3bd48629095a9f1e5a6f1f3f8b8e87c8f0be0fc9a3cf366fe632bb26515621be28ae8e52ae99f43f2f8ebcb4c2d0dac7fc92cbba4bc0290c51900135b69010b445242cae5b73b21e3ea987e1d8f5e92f9abad13d526c7550c7f7b98a0523c7bdb3e623a4675fd11920e8cc6d7d823752ae3a330222077ba6856a97a07192bd1a070319345bc1f3644ad68d9b2e1696658646c688b473c1fe9269dea4b1e8dd9e504d5e5056351f233a74cb86e7d05f17fbdea7b131dcf586a72e67bb14c7abb2f3b8cf69d673a24c4dba96a8ce4abf4e7fe64ec8d7d5df78fc016a2daa72a8a395489627501dc567602217e43982a937a17656adc071f4a82590bbdb25f787ea9b391cd3450cd1df3e8b67431dd961a6192a8be707faf33e9cc2a36a66ad9b8f402ee94021003d71afee0b6fb033528cc5527b725ec821e246437ff77dd677b4b08bf7381b40ad4359301de465fbeea7844debe937a6ee440eb2fb851c46827747d852562e74600c62f91ce711df62ea14122b40fc20d4e286f503e9f584d111f003a84ed23179916703a39d38d8dc11e32c78cd95b4408f23c9d625b79af361e509ffe4b7102579f93ee7ad062a6758667f7103c3653c624b7a3dc842408601aae768656078dbb483a520b9558e1ac487877a3832241cde68c6acdd71daf9aadc1e5ea41f423e24434a562d1623d827965d5760e42f4237ee397699b1cefed950d7e56d31353bae5d23c848be3ae971e62c5c2fc7058eedf49b3573db2e8bf76badac95acc41d39b0699319e3c4895ac75459454f338f26c0ecc374922d13a2a9754dd5651abba06417d7544c04842301b69f460ffe8acf677a1144e48670261dbeef3330d8f8afd8be812130361155fe3d8d96d66db1b60b3e779c65b3d6a268e11cd5eb9e3b3f04cc', '2026-11-22 22:23:12.136+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3146-7ba0-b150-6015d0ab3690', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', '0476b76b830a311046e506c925f17fe0', '\x751a08cfbaac32ccceb0a42818c7f96cf8b6ca051d467e0f911e12317598fe39', 200, '\x010b646576656c6f706d656e74a7863cf1644a6455f8fd39976cfa9b5cef0b8746a2d7d50fd921a6ad8ad6eb9f90391986a93e900f18c777e85eaebbe9264bdb61b95e3312f3dee3a14dc2ff5c44734cbadf3e50cb878fb8bbc2d66e46111ad43c2606db927aa30c1991a1c41db222a4e6c34f97496da3a79cf28b4a881a88735af15ef302f81c5c8c86bbc5a3bccd010d19e9e2fcd332f3e9126235be82b62d46ddc63e97b95100e326ff35e11a0ab0fe3d853a6a494cc949857b47c6fa5ed7f86df993587e7abc4902dcd0a9691485622fa861e66823c2d612e9e4aece27e7d7c4d1a0a8802c75635d33010feb5c43f69b4a91427888e4ba00ecfc1ebef61d027e642f4e619eb11a6ed101b91ba370c711e48561abe7a0432f623bffb2271cc5c7d6fa27c5f7681cef23db7248a4064698b12bc1ae1204f10d00f30f68401c0b416a8b03c289ac19f8f56468083a78e9c5ec5cc2d66806ac49cb2e7f5502eb9cdb6bfa999eeb4d1eb944b745f4da397de754939a6e8f6c88bdec1b9e9b1cf52de66c4a1e2893b8db1e21a3339173a1c95d39933eeccae089270e8ce58615689cb222cc659c65919a8e0ebe09f996129742d704c53ad16ef57e5aa7da6c43a03eae3a352d1d4cf5c6658807f4d8b5ffaba2d2c4bafcaee296a8979d0d314a4fb7d7fac8a16d283c33cab13eb5b4dff69bccb43e0f31b9d4c6a3dc36a7bb339ba85c202a79252c1bfbcc4fee0e64995eb206ac5318fe48b36656bd49cc7f763e9c1b8815cc061099ec576ed5f10e5b0c13d9b72211c1793a98ac07b0a57e458736344eb7d97bdae041e4233a2827cf068781aa47c2ae0880546d9ad3a1a087b875746677093d4aaee91f83505e43d3c807fc81eeda59932d2234f49cc85606cb0caebdc6a3f36c1ea17854f2f1cb54625872a2b1ec4427af5610ca5493813bc30b5d12619d7e10ed82904d8206ba28ee1c3c0411e2116e712da229c964c142427bdd587afc1f14dd831b370f834f6297278e3dd34d29216ddc58629a46899b5b2aed8cabc9c5fe6de0b4e713efbc25b2e71c4485600ffe8f0861c4f175f04bb8d94774d75314d9473043926b4b796271021c07c734758d8f1eb72abff5be6fa5e320281aa0b0978173766cd0e6af795f185bcce31cc079df98437564e109eee1bb6f5b2c6dc57563f8306a77315d64fbc1fcf3400cf9708bb219907ba2ae9b53834f06cf4c9c714b9cdf33e718a54594dde14a7888a6f625fd809a19ca33ce0355c6836adf2d168b74c0d1056cfd42a710fa3256dae5688811fef08f73a6304c38107217571cc4d2c3c84640932d6b6f5ce23c72021d5043d02d9e564e8a2176bf32b81610113b500074e3bfc5a21ab7db53812cab1b0854cdfb44e97815a20060aac49a387f1f7544536d34359908dec08b1f85db21dced408399908aa09b50d0ac5b4e695b69c4ae56f10628064a26848d4a6c292619d3772160a35028d0ee2a1acdfa037967bffd91403268a36fa2bfbf25b0bfeb6c45d1ae4578bc620b3921c4e79d622630c272c66b4a8dff4f5da14d26a7f7abba1d52529e992e7e74366a705ce1c999ed38503a97b59c41214625f27c62bbe5dabbcbf867adc87740e0621f9849579d381bf8a2d59e3e7c796e9f6d29a10d239b46712efff545e330926ef1a2ea717548540da01e9678d91a35c00e653cf49c57f1241016b201593d852348091b2053953696f6ca6d6058fed9063222390576741028b86883c5b036d1b5bd12e05d65f969b20f94a1d37cde2ad1cc32aec055b21bfd061956992ec6d69485a184364c06b8ec097604bebab9b38578be10b3b678f0a5e334a032497e1a63a5bb1312ddc842e62639720521b50e26911cd7acea92ff81f3e259920212e7427fa6a2fc29c58651f1058ffc7d0bdc084ed763c6a931026f5d5b8ea258d7ef463160a255795d6106f9d5ae422407d8885759e24e17bae15e9bc3e44ce622cfb6cff656af5c261a0dbce545ee2d6d46783cefee8e3566970cd03a714e41a33bcaaaf5379faead75637f63512d742643cc77f40e3c488f2c98dcaff16caabdccd4c3b0cafd14aae62813e98aaafde975fa049e46b7a4ea18f3b69b597e19e9fb313fcebb5ce1a610b7c7c7e6f4ff9c483fd1dd72c3c3e9b49ce3f6fce7b398fe445b62268d7bc86b', '2026-11-22 22:23:12.176387+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3166-7a4b-8c3e-c7c1cdc0700a', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', '39f06d32b2eb9fe51806cbc4389d1037', '\x6ad5a632a87327d21c7ae31def7be4ad17bb567299988be96b01fcebcc3cf425', 201, '\x010b646576656c6f706d656e74e593b2e1beb6fb4e8ded3b09469eb80c5fabde5f9cc9663590ade7e953a5990d3d4920257151023890f0c4467a3d6191991b99fb57ba25a2c39186d7adac155c6d08242956919791e1cfb1b2d4bc2ed50bbfc0cf2b0f27edc56ceee926ccdab91fe5d0edad79f5033fe4e3d8c4552776b97e7511e0a769506d77cd11276dc21219a85dd32e964895f0f4ee68f5e7f325a80cb57c08984ad842cd6d0381f10df019fa51e646c52970ccdeadce030732a3a881e5d9270cc0855bffb504568cdb6cfd33ffb1aacb475d665cbb52bc870a697671bfc1946904333dc311cd3a8abbdf3c3a6443a30b2a8734328e255529d0288f435d4562a5b37e906f652faacb2f26799706688eb70059153d9fcb6210efe64160f32c1c21bd9ef35f07490f6cb801234de5da70e3e1e90f50126989773543df13b7fee79ddb80abbe60fb0cd7e42aabf42e801704aec7c07ba9fa5cb142a2d72e83d5be9cbe6175c1b9b2b22f8e19b4544e0c5d3e6d9cc27d5f6abf4143c1459c79df4948487eca55d9dfd2c7255a3189acb5e97dca860790e4854f2ae3a4ba77d03dfe996ef4dffad445d507ebbfe249f6c3f2647cf143592127c931d67827a145e90428bd811c27e8db67cfa1802288616a26599d0add193caa8cdf233488cfc62ae4ab1dbe2fa913606b81f42a00a1689256e95d5149440ce9bf09d462f656ec0eeff1f486d95186a72002f8426b4f51b2249bf0fdb2629858c4ddbc1824845254bb1763fd33d7b3a1504be87847afc0c9c0b3cc646b579aca33831b3d741200c6eebeaea418574d4813b0d58b0f17c7d25b293b408ca81711ac0fd2f3c42089f8842ed26cd83c3eb7ddc17ae10883f38adb72af5340e4733c1ccafde3b254a858ed797f3d23fc1d3988d2772c86d4bfa53aeac81321f2765d0da4b50cab7d0e82e1ea918dc0130ebb484d02c629a0154b35a5e934e836e97a26438118530f1901e35c4b4f6915f6f08c118f837136f1cb31810c08648e2018348943190c4867fd265e5ee8c14239bf31d6c260107e722427454619ee34228e9f8a303099350afa059d13dd3c62df4bcb72dcd9c82e6f336cc81dcc8391eecc56357987d3f320493105e00b2faa2ee01d74022bad4ca480f0f1e54d106a84891881d38151b288eb8d2f52d3b22df5a85c1810e4193d9aa16b182b3bdcb72e59d7aabc6546102c2e60beddc670eca18701d1dee0c9a082083f432b1a23b4e8ac2d2e36e3e264aa4b1f86318a87f6f7bfeb78483a', '2026-11-22 22:23:12.210517+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-317a-79d9-8fa5-6377e077a013', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'd58bd791af5d4bc4e9623dae7e81db4f', '\x458a255690d1e3f94ff069c6c65d2677420c5eba4194c9bbd69357ec0d19e663', 201, '\x010b646576656c6f706d656e74176fa89add8c7f65a76659649013f0063c75e91389a20fdce21aa1682a0823339c25ac2b9e61f1afa44697b459503d5495b9d6d0417ad4339dbe3b78ce6e64e5951ac882d5c647c5036f70eff07d3d524a89a14687061a5a789e238f32e7d15db6f025265922ffa6148feca6c436e8df5ac43e202f11f4bc041f046ad116228f132fc882613dbcd7d33c84d604a8178227787613e2333ef5dd136a8a6a889ebf2d9a28a6781f566c7dd06b887a70be1bb8f9933279f6b40e86d4770f5d924a2c4afea9309adf4c455be66e6804ec815f931c03a616f1a375a1d560770e7c6c793aa271ec201dd33becc536d7f681bf9ebbcc9b6da78cf3fd0880ce2307f6f4351270d1e3be8adda4be2b058e53667983ed7a1e72f6e44163d69fadae1147b4980f5900927fc7ee501ff9fcc3a64c52ce447a5ea0dc4336ad17f073a22b9fd4533bb9e59f4e5e0819d047fe02e0b9b8b4fbad66d0c52b56a24f9e28a37c221fb4043e288510126c181a9f16869455bc95adbfa248b495f0ce68ec265bdaed660bb8e722904f79ca5f9d5555dbec202bb8a324800f5622aff24c56eeea88965a8a304a119c0a49cc39c0304d36ca35b66f5c60a81dab15280c573afd056e1f74adf7576be4c09dff1abde537a5b5288b87fec6407d0400601874bd06d83c1e368d64afca6d0ffa71d49e68f37cb78caa6d2ce4df4c58fabedc6fab075999d564940a55d8a9bef9b43f9a24dc877da078a62983c4601bc0aaa7a75df35bfcc504e7cb7b05b8f4702716e209490af540b4454e8e7efe17c85747578f30c322dee775c51b9aca20a798a1d452c99f932ac82f8e3f9130a43ddf7056c00a4635eb98e2080f02a556a3098af5463683480f5d937828a2ad14c200bab3c1fb7c888977d2625bba839c7cb048cd901bbecfb8cadf95a90ecc9cb667bb2944c9349c59c3df975a24bc5390a11b096be04727939a1e11193e31bdf462c232716f41ff2148443efa25e4c234186addde1e1280f98ad38f6097ff18f750b77715e0fb3edd7b5200c96fd4c98e5432fdb4bfe831aefd7b0ef4a7f8ca52663c071ba27b60e73838cb0faad4ee415ff1078ba966f6ff1c944c5464419fe82536f2d07a70905906f6995b96ae6fe2750f1e051e969e7b1744ccd15984a5db6f70efa532edba0172154077f6b6108bb41c6721f133c33b91307b840c86aa44aaa9758fa02d8d9b8807c6af0366bcec412b0564fdf3d37b61745a4eb4e5357c5aca7a9bbe164eb1d00d34263dca17a8d56d0f172428789e9274c9eaa358131bc7e15e6bc63c0b260c7b3d1b568b25cffa878e086c555c14239fb3c52815aae63a65b955fae5bcbc19ebb85947672f56311eee8c0379421ee1fae956958afeea0f4e236a28cbff98e6be416936ba581c49bb1a9d36f6aee2913d5e540baf9ca246f423f1a9d55935afe5004c4c1c29ca3a4a33932a4b8216d029a99aadc35a3a1154a23e2a617fa103fee7a4522b61d206ccfa93c15deb9323e8437c75e7ff7d409e79a4377166c3b37ad7b777adb379e9c2f38956c2bb1f3323ca02723d4dc96525ac4b12d7c5573bb052ba7ac4e85e15a2db53a30f281a063a75abd422930fd46b74c3df728af9fe375852a5a3013baba9caf68f13613106c5523f772e7b9b5061ab1848525e54e6b5', '2026-11-22 22:23:12.243498+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3198-7188-bb86-55150bf0c512', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'f3970f0f17440d90ee9917c6bacaeaa3', '\x26f0c08aba17fff080ae7a2cfad1b23f29f4b71e444290f13484bb4e0cec0b3c', 200, '\x010b646576656c6f706d656e744d7678aad6006f72e70aac2bb698351dd301a8e0781dcbdd53d9fc5eb771d06db25fb249c9ab28b09182e2003c1f96419da20ec1ce63afa86c1dba2da9c400f4c63ed08db95e01a156153da6674ffc0e862318183890a53e17bceedf594bfca370611750d1f4fa29a9b8a2fd4d248229fad4642803853d3b07e9d59bb7da5c8de3610ad5a69727fbe60c850b36aae332921f3ef97413d80346897651af67f4fb58080eb5e15cc2dbb8ba2b83c188ef2e644f548b52bf92390321d60607eca9f6018126c08584a50648033f2681ecd04f74e770a4c4f96c026f1b74f3132dac551a70a1c7b4aff23af708bc50fc9a184e372f171573201cac446e16c80b17f6f555fbd8633271628c57d4b0fb6f350ac00166ee196fa336d6b4577ca5a7abe1965fa47288a6b3b9d6b8492f1c2d26b55ef16d9319089043b6b81e4c1b8c76372c5d0cc3949a0da14b0f68d54b7e5c8571d76178572eb2dabeb375cfc51b36160bda3d3a5a0c562ad699158368df7b4b1bbafdbc46dde803b3601ec3abc8bfc1c9fd8943fbfc0b39af93f41c785d1078861dfca1c09aa181889d73ecedf0cd26c7ddfe8e0f6c7503d235c90f3486481614365c23dcd81fc9484ba06f40d6c038b582c833b7e80b39133725ab305bde385f69e973365751d939d5a0753b65ee9d51015924bf63a6e3a46efe1242f5403befc7882a0b3306f54502eff4aa8b7d2bb1505be57755d76937983eb944fc291acff945877cae0941ad6dbf6cb39a0ddc22101ddc2add789c393db241c2ac7e1d45a4c80cdfb6402708fa57681a710f1a7738a09ceefe61a4c20dec463a2889d1b17a4e8d4259f2e6278f155f6d8a934dbeff0004dc86f617f379ddd6f65c9ec2f5a79e1c56d7b43eb59b83071de2736bca2b51c545ae4a7b8dfd93eee614e0f325f67e404b1f1565358420f90a6be97e5b3bb52c825ae7a1691e4e058ba5467a4c31b1c38707b4701f64ea32f2f6ce9678012dc2fa1ae8923f9b4f9f0ae2ffc4a8cb54e3e566454cabdc83f7198110276f93a3c86c6dd50fe1e96b2cbd464eb996952056ce68fba18210cb3e014b1d8d9d6bd7b775ce911f9043577f42ec7fc97641f493b1feb838312472275dd2e16a0797e1313e8ec9140ce85f6fc8a27eb022f2266c8e184a56ad6e5d71b4ffefdee8750529b3c9569c48c333966443e38ea3a9e6be35360028cad956e0f8b95861883a4f51457d28b9e80865470830d66835b32ee8484256a7a47c68241bc3e19f76b97cdccf36c0a6e66e9c0ea8f2906c610c3327314a217e8901edaf9bcd4f536783eedb3ae24f07f9abc3397e7c419ba3cfca00b51f2cfd4b51857dc5a039878ae297ae715f24e060015f35fdcde6d34d8eb4ba10fda7782b7bbee55ea259ab873b2747f58bd2d20cb11f16460855a88045178e026e06e5e7ea2f74d3204406cc16d5af1596291a76365022102da6a98763d01835a7d49bcf57df47a86fe2c8301ec0db5c8bac942970d0ffac37043e899c4e7744413d22f18b436c0d32424e3f488bd51227bf09b7a7d5699c55ff555f10c0457a56c9fde59ae0e68f4e4ae8a92d21f6d84cbb491273fb8288b6b38cb100effbfe5587d4089ea698c5d254682137510a17933de965d3e7295fb2f71daa53e029082098aba451d84a03becacb1f82e229f71762e8102edbf8231f55738cb53b435a1b25938e4ff93d33603728a9585d9f7d715a15d68ed9075491947abf54a0301ea14906295700570f66ef14462f22f871ac4a51da9673c31c6f763a6f927cd5e6711f81cc4faeb414e2ed56619724a416066292b0170306036480d01574fc7720cbc9796445d2a1266de6233d35c820c5dd80f2a7bf069561a0bace2b2996cc87883ad176939cfcbfc60a08d410f38ade7c54877a8ba1ed477a1fc3b2c18a82b70f836363275f71c7e3474934d1d515541be5c376a99438491d793cf011fcd3c9efeb4a114fa245c3c3b79f460002c0c5c45de4e6549f1ec3fb1189cb0849e6872976d3c44fa46d82015e389451e2e8371cf5fee4633777482b7ae6a16ebacbbe53e8e98f7cde93984411b5cd85f00769a1eb45b65b15e25ce1da60924b2147381f2be4f70045d370877ff47201fe128a9a25c5ba729c244f1c24', '2026-11-22 22:23:12.261285+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-31b5-796f-a0f0-c1d1faca2df0', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'c83cd2b1e5dbeba235ca7f7c8b0cf7bd', '\x18c2658c6e74e43a3c582892c0f26ac955d17b37392fb749a7865d95235b5e82', 201, '\x010b646576656c6f706d656e740f94277ca4b8c7c20990be7f69665c75f4ddf47271cecd25390cb51e92d3c328ea41914fa3b57eecae8653c9c39499a46a4f56128a9816604d1724f968b29d25b4fa952baaee50b467ac42bf453adbfec04477f1e924bc802c01f49f9adc8111d933272b6f02e505ee48288f73a37012bcb55333f318e72dd4be2fe444cf894a6dae68b8a4da3a86c5551aad6e2150d2693602f51cb7777e85d6bb9bc50c5d5ceb8186cb29d29ea27307e8e0b903cd36d0c013f47a45feb9653e3cc7fe1b8fb203a6b38b0d7dcf47a7e4732afe699055bc097b55f0b3cfdaebf9111402395b60b22c55c15f46000cfe29e16607507753108d8ef8cd1a1d5039c4daba2f254c54eabf692cca30a87ff6dae5a49fff52b902281980b194ae4b9b01f1e9d89b735626ee012e445dee6078edb34e269fd7708288f42d72fde798108a376df5826d6ead63e7e915793934737468c1cd3c027361c3f06c82b763e185958be3b2afa33761087115ccea1753994b50f013246623cea6bb3ea1ec42db9627b1a3a17a68d0e583a774d8e3595ddeab5a8f91c5fb2152b238a0729f682328befb5b5f67340d0db5a8e40beb19bd3d4d79c619057709412fabf60fd53569dfd4c87226da788fe0887c4d447483e7a03ea96cc9b61f02cd2420cc5d69ebb0ace78655cf33c27ae09b17be9816f5ef382245021950f73c5811f595118795d0bfd75dfb88186022e41cddef3920d16a480b6c3d5c910d752f01f80ffa76114bbc05febc874c158436750c269eaef6a2684961e0fc269ba0548891a089a41103ce830a6d6655787b07cb49bc8ba102ab196d7c0a20b395a74c1a5d44ceaa4c9098640b7a33790c0634d7f20a87bc0adfa4ea83a38ff6c0a7c625b149774100ee93a3ab9c448ec2643d926b1cfceaf9e3a7b47ee5b80e46e4146207ec577d31abf5819de5562cd1537fea12e4aaebdc8f228d4d5d3498b08a422f7358dcd93704bad3ed944de787ea4975084b2b4a698a45cf71f163cdd8184e8db95feeb2ace516d79ad3f971d066ef1ce6602fc31eb243b4641e084ce8e3c3490532d4847fecdaa8cc8b6f0d71dfb4031154ddf8ccbc3417d424176ef4d54d4f3f5be281036981d48b77587d32f06c826ba2fcafae5683f60cd9ee6fb5d431f74d2d6579e3d9194484437f42e1b032557ae57ca220bf7fef4554e3091456353063286a900e680186feda7fd9c3be0182ac3ab8208f9bd410c58cde34a8aff7b6e06bed9afed1a93fd02b2db32be087ddd3acea', '2026-11-22 22:23:12.294407+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-323b-7cb2-8dee-46f407dbdcf5', 'user:01a2055b-2e04-7ab3-acbf-14c34c4a4644', '10821941febb8d1374985e3cdc722c98', '\x2361b1e2812c7574b5e25aba8eb7cb81ace99b15971829ff6e4f87eea2d64f8d', 201, '\x010b646576656c6f706d656e745058bad945d33793b20c52fefcbefc93110018659c6e3f1480622d364cd42adb4aeedab241d14427c12aa884163a96ab93ea7096eaf1cfbdae308561513149df1701e460cf31371194e7d11bbd54872d0523cf339f328a276dac67ce1730eda0f6660257c8d25f8daf9c2377c50151eef86fa60696575bc33229d15cdf46367aacabd798cba499daf8c4fad3ec9ee3f4e5c53fcf433bb2631e9ce0563c1f81f6d22a0bc9fc1db6cf5d01548c854566035ff7af6be27278287d33ef3da9f6eb6d75a8a921c938e8acb704123bb1b7eb3d55bdb93155a5169dc1ced1edf7eb4a5383bfb8267325f7b03dd6d578e3cb30c2c37b2a02094764c1a25ca015400d2236eec69103f8f7f914b96c540ec8d817d4b87fdf799da81dacb366dc5f55a3254f09f7865bc6496c76e0f491ebdd29d9f6c8070a3873f1af53daef52f2a35d751a0c2979d58c01b586e7249a568a6f7efa21f968d151533ff5e604b21d4927f8ae5401278b72b9a356346d7242e0aea05958844fec3c67142269093a0a44641351c65559496b5f9e1c66b027a7d09baf730c6055e1013db1eff64d902569ec79658ce47cb2eafc6502d3ef684373dc4dcd67c95831efbe3e9d0630f923518968c7c96ddb810ebd261ab49809a4ba50a13abc9f3b1ef8a17b8b4a2fe3d67a9171a663a71c1ad2e506698f276e2ea2dea96447b3db932f080696db5ddc6105e1a145fad9a3a2f647a51963c61a87875634138f2b5af4200581beff1b271fca0671130fdce3349e21de3c84af17e79c8f900c8b910a202969cda5dee4964b8648d1868a57a487f513df61e406d661a0ed0d3bae0f3081a340c808f5fc884f70dc12f8e933e6c3a829a83b', '2026-11-22 22:23:12.431477+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3640-76d5-9e0a-00223cd9712e', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '18ebf1915235fc971665c1cc9a364ac9', '\x53fcdfe4c806a743eee742407ae9153e8d90a9b648b794cfcd306a4b5f3f6af7', 201, '\x010b646576656c6f706d656e74bf5472c0e19750dec49335c337bcfc9cf0264f4351e2b814715b91dab008e4558471dc3ab2d17079f001454b2fc2efdf24cdd3588dca41d7e2930830e0f782811cce94e679df7f76b0ef3d16c98e14f9f4a59f01c260f5b27e20859132a54e67c06f5df30ffd356336c86c080c84922fa77b84c2ee85c2286bb71a971da60118e178c0cd63b7adf0d5ae674e0d1d2b791087a0dfe6b09502a1d9a9c50b343d5f38d051a4f1bed94cdde121e56e8202a11a912384473a9dfeff4a193b22888f4aaa72f630613dc9f1eb6ce08fa3ef9e132dc4faf2527224318a28534c917e47e1b460ff1e6a8a0fd6e88e0e4ebb5d452f8fc5b694d00ea34ff634cadf00ee1ca835b32020efdceb7635e2a5636ffa2b8977438ac53d48d0077f607433d3e88dded4348a8b65417d9591495145534507b2502b3218cf791adfaf4173458acc1c533a0deb57aa69d954f8880720083eb242eb660740d68a0c55f3dbb2d1baece6ec66269833230b8dad93631527dfbe8cd80d5006890f5a4f58a2ae36a4807247829992b739a1717257a4baed95dc3ef5a6d65057b2dbab42ad44f440c2dee1de42b62db4b864e569053908625c4cb8e13418374118ca6be73aa3ed9425004e89ea9603e1c9819fcf3b97112807636d64512f13d4463f9be14095fc66ab75c254363a674622dc59e63e88f4500dde1ef891d86535b6358cda1512cff78e2a927dd37ca56e334c5e3e4e8896d6c6d6088cbd82bb669a95d9465ace10ddbed9f4ca08850706b842f2481c1e777a8eb379fa85b857ea24', '2026-11-22 22:23:13.468673+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3680-7ae9-9d13-f6fc8dce40ec', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', 'b3e4c3733472dc22a0ff2bf4a1d1d85c', '\x64e5cfb8fe9ea5be8f3ad9e6bbb3ef22b881b76bc3d6e8dd2e22a9ecea910eb9', 201, '\x010b646576656c6f706d656e74ad7bd268f526eca5bbfa229d566204f102bfdf24f45a5141701daa4cd2a3997ef4fd653d36dddd75d8b12f5b158d324c05dee4ceed3a2b5b6307bc0b1af16c1ae9cac69b43ec50e4d0f899e3c60b413484964067b8d41a18f616fd867e1d2a3b35a499bd206a073203bbc4489b094b0f9f1ecccff8ecdc18288a23deb27adba3522929a8bbd0b30e76b0922d155339fbaaeeb2d3f847d4e3f54767b0c089989406e3dfc2489d521e88653a04cfd4047af04750f37a026fba7d72becfa8cd5c7d94f70ddaf642ad344f38a7d9d0762a31d801e01353b9f4e17d8298981d3e915ab9e7cde15ffac8de1adeef5594aba1c720061641cb3c091b911367c3ef589d7438b42367dd5cf91e80a0a103bb1934249af1e8d225f8efc1629c6b18d1ea67a25cef920ac173f8c652bd326d9922e3dd6c413ce01085e9ea55ee0d17824c6311fa212c2aa57bdae53a64ce63cafd3bd5d5d40a1905f5ea5117e2230b8778271b4df47563bfeb7e6f92b5d48e237ad24007292f6ee954e37717cc6f513f017895e49659eff9db549e1b34dab945311f13a17524a75e5f05784bb171fd7c1f0e5ec8a896cd9e4910a3a8d5a54410e6b1be686195c5fcb3e4f646441e56699353ca744e64131d8a9dd53ee5ed3ed5991d50b54fc009e01f562a34725e20742c638ca5fded22aafbdfaf603e149d8f09bd74559987dc1dd58a1ca5aa86510e63a66a942822fce70d00e263851006a702f054d72a554138ae22eecf49b6bdcf3b631bebeb33f20f65f22524182551d273bb4dd474b3', '2026-11-22 22:23:13.534511+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3689-7d32-ba8e-0e878f279a71', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '7f548dc5532aba20530a6fc1cbce5b7d', '\x9dd9610c360126b1720ff2d1eb08485732a33d55bff31dfe38a79b041dd3b313', 201, '\x010b646576656c6f706d656e74a9feae87179383187a5e2a31b665567393c68f49c17905a73977854cb327ab6e151a5ca91a1c12cd89001e96b6e32aa9f5030d10ddf1805f5036700c5c0ebc73ae0cc6a4f7e1ba059871fb93cac99f5a846092a8d5685c8f06e830b3bf72027967a38e1e8bb3fbb19efb692173dd69a75afc75d71029b793b67caccf6c5416bb6bd34307ee1b60398b1952d64c67fc3deb288fdcef89fe2dcb06517bd5bd9295d15fbdc872d8f460a56767c4216062e7237d9b0cfea4d509e64745e8bb22059bf6469595ca20ac5a2e7d0ef50bc7cbda879a608ec2c30c18c4e1a51bddba56db40ec9a0f254dadafa45bec45acc621f1cbe3a4db5f25a301cf985bd8d035314088c665ff88a87b59c16984aee69bbf8ef5a7ec85e9294107ecb68dc8cf55a496b810e090b2401aa84e4d11bc04f683836bd8d30be6ad362dfa1d683ec7d2cee513d911b3c90a88094f16b754a1e1bc52f9730085fbdd3662f67d2fe7c20775102bbe8f8abdd47007e14018ed60a7ce957488dadcce133983dda8ebc435c6da774dde951f2240713b73998c112a452fe234e56bac375cb99c52dcda1a6e28e339cb7ae31757b7cbec317885b72762a2004e51617bdfba2e974d14c6371cc479e3364583c986223ee3c8d18595505b8152eb6b695e5a52fa88a1e046b097fcd8b0fcee35fd19d8efd567e4613709103518a81948d44b1538a6ad00e9997230da3ac5df9601e12c9d84eb8f31844c76b7025602c23ebf3a277aab402d2b82d6b657d6829cb2120cc7fc75aa325ea7791fe7c0cc2c88e9a9661a8eb2542f16810c4f1eaa00dc28e0759841a92a9b093cf48c4b3d99d657', '2026-11-22 22:23:13.543408+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3695-79ab-941f-27743b5f55a1', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '6977d9b58ddc124b5fa657bcac63e7d4', '\x7dd9acfb3b59e5d7152f613483e2c0ba27cd079618fdf8ef341306584e9bcad5', 201, '\x010b646576656c6f706d656e74aaa34d8618198de73ac214ab1e5dd055b687ce758f5790b0535caa07a662b6959cc7a998524758afc0700de76eafa6c585da718dbb63375cae83ef074c3390ce03d08e380f9fa706444d165deee15e51cb94c192cb004989be0380e67d596cf984dfbe6c9eb182618cd18f46e0ba2559b9672e480618995b003933e6086a659cb9a2f6a29c232c517fe212eb649f36078645bfa737c799429bc581fa3646b492d60cecaf9afb5ad74a5cb4e36cf34b496e89aa90047942fc73dfbfb115faf095e946f7bca74e69f8e01eec0235191242fa19a5bba8daf034de9b55a49a3350b66b4293b6e74af5d26481c9aa08347bb81b2a0108979c46e598d7914fc7131ba1ff75fb5a2d2d2d5a9ec61cbd2c2d672d3b4b4d7ad3360e6750bb4d1ae9a1f2fa89c5df230c47934874d5c28a43b9162030757e92435b115c6671ade4a62a9ae0ba2a763a8cf77ef1ddd7a3c9f493933243267bbf02355ebfa9b6873aaac941681b865e73271868bcbad05b5be5ee4dda512c721c0325d49a04de8fd2d0545e3ab84e2b53393b21214d89394f38ae96d74339287f1e96525456c8c7956f19d41f9fd49ead5d19bd9b2df7c6d7c5a28deb8e162189528f2f8484554791b1cf1ca35b32448834ea280deb23ef55ba7131391deb9a0b', '2026-11-22 22:23:13.554947+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-36ad-72d8-9053-afcd4fe96d82', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '12fa01fd136f215a344640a2ea7412fc', '\xa56746c8ca139dc93cb6859e6cd2a043fabb1863c39aec838ef9a566d326ef52', 201, '\x010b646576656c6f706d656e74bcc624b3d6bee0f9e01b61866851cd7534b7aca275d1a6278a2536bcf81a86f4d4f455383890a96766f0d7c0cc1006a11a19df7ea2cd5babceb2e2a6e39c964ae2317cf9a6f2cfae4c75676b1d323d7725dd4661a617329cbe66a6ca6a2a394ab782c2ec7c97cf76cc25409283d7e2dee502d51cb51794bf11de2a3318f2f7caff00e85a829c0cd413f36083ccfcee50a5379384ae124c8b26e7a409bc5a380b2b73f1b80983fda7a4d35d06771a4d31d038138c19db26f0724670ed0a61abf3eb56ba3bf47df40ec72929f5d8d7163315b9ba8eb305b831366e712ed4adc632240fe0f27d3b6e12814c9d03b2f8362a5899294a0db058f5070b3c1cb1480413f0e4047edd51b442736cac7a77009840f91447d357313610359fc501d6c308682557e3aa30e172e00fced805f083c3577d77e24264b9358908a0106abfc905842540d52a5da095627b3925c722ecb13cc0b5bd9eeb2c903493504bb5c96c891c3c7393ea9ce24830271b8f58d1cdb00e07b983bc2909356188e29dd3021771a01e1aa78a4e55678459aa7bf44be783a764c39778a731ab7cfe7b45c7f61ef459e49439c2b4419a452a2a2ec062faeab8d85f932c12b9f84adc2d707f855dcf9cb917ad71587485bc587bed17b20134969240b51d18b1ede2ea320770edd2764445e0f2db6bd4983ecdcf4e81ecb9a2eddbb876be050989095d70dffd7116910b4ce3dae44660ba8f2d5361def49d348b25a6fac65a8ccf79cdf1da75a4b62b07d5d29540ca505fc3fdaecd9eec27034f4bf10aa66e84bdb3c7a27965f6e5ee247a5e6a3f37f1cc790a466b45b93dc5a79ef50fd7b5af76f49bc55711f7d2e5ebb0007ecc163f952c67aaaa4df73337b4e8fea4065d2a657f5043f8155f3e5affa930d065d53a78d4f056ceb94067234e2fa5c469b34972d53066ecc640facafb2d5301f8fe8f2e41d1b2c50c5b0eb88195defa0cb020fc3d589892090f6a73b6223cb12106e6469ca25ec84e406dcfa894f79508ac058a9fa03dee5c8d5a41f80159a1d04701859f0e1a919c2088b07a7c58acd61c081d164dda32375e7b35113a3ff4e0e204a81c314d99037ab33b49f3b04774af39164cd771870f98d08be661ba5a96af28a574a812a258bc4a08e3688f50d4c83d73ddb1d64eaf96e0a99ab8fe9e3f572e87215097bac329445d1cb17de67e36f5f538e81406ae533234cc5e509f6e835339a4285763e3e660f81945aa9cfeeeb9b3a779802c2bf8f61f426fa7efe40fc0a0056b6081297852dc4d6bada564c79063c1158af17efea54c8cd02ef082db31209d676c91bc1b2c47294df2c03b054dc6ce0277f11b4080cd818a248be222c950d112a1fbadb6bfcfaf23ba8899e38164979cf98e395808629cf49d4e0d7fb583978a533cda4c0a932e824984de2d33298e96cb3014515c1bedd9779d955a8270dcd83683b21bf2c5df285e1a86f9c698366c0b05f99aea2ff935c1a36816c76c9a5dfcd2a2db40daa661fd7225b1c639354738063910d0030a291f42f465b8b17b80628810433fccc393df7c7409d001ab1da618838dfbb07ad3f83b4ecb707e560c2390887bb7cc096fb8e5e2dba242394461a69868730e64046d2bbe3ae3e36ee7c78c779168fdbdf12be257c766b1fb92c14a3a6f27ab68c857a353c426eaf120b881ab', '2026-11-22 22:23:13.566574+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-36cd-7b9e-8bfe-e8288ea985d5', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '7df232590cbfe22c9f067a5255d9ecb0', '\x1988efd4c9cd78389b6e5bec162d740b09aee6f7a9324ff38c27ae39414bf349', 200, '\x010b646576656c6f706d656e74c596a0be4552e0f079688d1b7a553e84cd4966904b6a4bfed10cf88872ecd7ddb790b18b32f314351fe52a91ff62a3ca3b97eb414a3273e34d40941abf710148d5dd59eeae7477796cc7f7ddf277a0fa81d4f2a53ca8a068072cfb702c2a5fb1741a9ee9eff8b62db5dba48f912f8bc9f815662d2045db400ee14febce05c77b4dc325ddc98a356186e5417ac121e7b9c0205db58330fda1ac35f62793e7b80e661910e0ff7db13f90a2d6a40b37f1ed1d125f5d95111999cfd61dffc3544f48f80fe372c0f665b1a4daaad09c21094b794746adfa2d6ea0cb4006a41712f4f09b44cec0a2b48676f65db56b056c717fd6a64b4541d706473553b9981efa962a8809ba50a62cb3be6c197ad0886c13158c4316b6f05309c29fafc1af95ea1fbc25d152804d295bb14105bd192c2f9c62886596a22c2611d85a19de936ddffe1cac2c5e56c2909e3a672bbf494aa4295dae552b6ce3b284b597e43af780f1c02463432b21083300f50ee795878fbe6b31280d44abc274c6640da84729187189eaa4be1a2dc6761a639abb627e5b4972e5d75ef6e0d3ccc4bdfe4aa8d8c487cd17f88893f7f91a00fe7799906690481660311a5b5bc8e67fcd1f7550137682ee381f2774f316d8b97148932e28b51196c4a277139dcfaca6c2c3e4b3ccf161e1c87e921a55e30a8c644f842273b88235e19a95cf07b8835e9071978c3f77cf85d9f72242a737fb8d594615042c1b1133e878c44805257dfc6b72442d9c8331f26acd4070712fbdc63540b477a934dceff22ed1c5456d7fff0e2f995387fdc20b7ad59c2f015a5859ee288b47e87159346b8810b4b20c496b7d03d192cd40d123fc9ad058ef381d0da257c2fa4a2fdc98e2a962524568756d4cb9409df44d96894c5a4192fe26983046dd6a27bc0f5938c52ee94625a7068f4bdd20b8128f4727484a6597657eeca9280efa7d7ac044cc3b37079d02e4b619e6ce9056c7673b5a6251834037860df6a1b03b651dcbf896b2c087dcc14197682c46295eee71be1009840abca23eeffea6ca3c9fa577df19f78dd29ccc278430f9b66f4b315415fef2a32efb94582ec5f6ab4bd4a249893f7530769ea0e4f2e21b20def44a160889c318b19c7440fe1cead8255a9000cde8fd09159103af8c13b3d2e23367056c87ba4a2a6037400b5eb49de3f61a0661a0ba3ee3d553b1d0d05a02434a50f9e11d7ac355bc1d8d3a7c0ee258ecdf477b0ce854713082f87867e0fd6134134bea4f446eda54d955e60fb3cda59e9ffc3e06b97093f8e2f27f678c85118ea5b63a0d835ef6d3d2eecf6febbdd5d3ffebf919d8a21120e5ded9d70e1f775f78b672fe50362b1009000d1e482669db1406124d58e04bb2b2de22b4dabfa1558921e981562aa9d4b916f4a89ea7c7a7a709f503acbf587b8ae753de60dea2f95e86bea660106b2aa65d88d59eed0cea9b1a0c8746e4c1d9014fabcf954cec8395180240abcf19863bfa4fcda312b9d27b7e33469ecbeb6d9b33b7ee7e99bc2b53c8533f587153dbbc52ab7319051e3ddc693d32f16e544784ac544367b2857da7c16c8de641fdae0f8cfaf6fc0916ab473ed1742e01db285cf42605f64f8b7016e91eb27b385c8678d8c1f706d101ca94bdf087a245baaf7184614f12b6560c32f3265fbe25c1d3489a8abf7196acc402f0dfc793751b6da14e16e36e9c90a9eee2b3eacb6a78b601bc462ae90d33342cc4c23303ac9ae06fd3729d772e002d5246d9c64a576703391a946a8a1110f16a7c9acba19ececdbe5b4e0121bbbf35c937b733a11d780183b9fda5f0b67053412d3863475993a1f6df5cc7136a3a523cd567b243f5dc0a89326dc85b2ad00e0da56a555407ca2b2ff700abe63a72ca496dbfcf1a95fe73c5851e72a4b91cd1f29e9e0f19b3d14c2b21c0e2c0ab5750bd7055adda3f7334bb6ad85431420fa616d82ee93894c0d03ceafdf1a1b17285cde9b9092a5147305442fbda44fdaae319b5b21613554cf1a3cae3f4f9f66e65084215bdc9061568de4f90e60fb5bec19854ad1acf7a3ea0dd0fbe4cea1446edb89fc67c333605079fa63dc008484553b22989c56a4745a996c0009087e7641b9742bd89a00dcf73cf38021b91c13f6b5902c39b4938c749f535603a23933d', '2026-11-22 22:23:13.596796+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-36e3-73bc-a2f9-9030c4aad68c', 'pay_link:ae66559f19030ef40c14a4b922c21b1f', '275f930579a3854ce30c65a80ccb190d', '\x3a3f76cb6e3d481856fc3dc7dd3d2bfebf4f6235b2ccdbf8204a7a25abc5cd9d', 201, '\x010b646576656c6f706d656e7474c4bae9474416250d211348c8dc41bee6900fec6c5a267bf5ba70ab78ea0ee8a214eee3accac861f04eeb018644d3d8bd16e078875022103afe633e8b977dec450375f68a7d9c0afa25085175d9306b3d47bfa1000e15ef0e810c935b738b14e581602051b5e700a9cf467381939b78f628847c9a03a61e40ba6591e44fb9c8893f3b8fb9b489ae72eb3655fa0ef20a34e6377ad26698a9ccfb7b1182af619e6ee517862e3b91c170ae3e35eb242e57084981b499c38ee70e2c90f583df45cc44e18899ed1e42f62b29e67a398fb2a90395d797742b0735a39cb4ef7b695669f0fe9487f6e34c926a1d799c99b06228673ed45a71b86d20e1d094156b33a6987b7d47b5ec20b22ae745b11d7ff3e0a660be658cb996d613b1aeb9c951029f5b37e0a1c9dee5fe7d8ba1ffd836532b05765e680b186b4d040fccc803d6aaa22940340bea515f41c34b1299c65926f33d79428f4bbbab7d10391b779537100e3efdc61e9d68c8e7c6dd4468b8196fd8cb34bb68822ffd4ce9b148fce5431f5c8c42276dc6b74b1d6869f6fbec4d45857a6a6020394565f386cf215da46ed390a9ab303eca9d1a0a927e30f397220d45e4a83a81b35b5118161fff9fb9a4fc55645c734672ba8445439d19583d402cc6af9e1596bd4ae9ce85995e5a313f123c41a90ef418e97c79f4ceb6ad96cb428f714b0fecb1b8cffedc33e06a39dc60db3cd9af5e56770d22dbc4685a4a343e965781d7615951aed5f31461f535b4fbfd36f8b5808c7c52352f7faff04ddee17815fb98dcdc0d93c1f71964ae40df5c2562e7582e0f47e9610574dd764fc8fe642eecd77cb2b5f86fd384660c1a114e53ecbb59feb7e1064a08fb6a5ef052007e9ec6361199c0c5a611e83c55eef56dab31dab26ca58f0daae56027f6c77abd459b847caa558a7d05eec2fe5ee96872203bb92d7fcc21301f3d430fd8ad6a84260ffc1688ee15f127de8190253a972b31631710192caa4ae0f7ad4499e392d48bf08a892dd6cc00f0873bf526b62fbb9347ed6b3078b0e81c9d5ba139620a5005eed4889d33f814c545143ff171b71ead9106ca01ea3e513049edd1333955f1efcfd07a1565bf1473ae89eb0fec5a4098f29598e7777acb79002f0ac2765572d061f11d5b9e51ff63245867204bad2cbd67cb040eba329da495fa5433859a16e6f49bf1be9972c403ebaa8aaa2d3d66f7a2eb93858c4ecfc510b63d174a70f09ce5d350cba2910f8c7ce7bc70571a89c5bd3e00f1ba6663e913e7634c477c9e644a2a4d1df12864c7d89fc5ca4fdf159506e8dbcecdf6bd021a57411ae1daba4f213f0700c6c3', '2026-11-22 22:23:13.622964+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3777-7b72-b124-517b46ae1327', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '6c956323d360a4ba0db76e1481d7baa7', '\x1d97cb33774bb7e27db01afa50fbf36bb68c335f578f143adc646474c55973b6', 201, '\x010b646576656c6f706d656e746af6952b255bfe43c44a6067adc93d3e7d1bcc1d3cdcd4ac1f46ef55fca06f404896e357d190f8242b75b4afc5d99c3f701d452fcbdeaabfe80a7d5474bc7cb8fb8252d913754a39cb31a4e48f7d8e8d3c5ede05d6942d750ddf77134f2b475583f26e4f0cd9d821333d5c9be50c657479f8bb8fa7c838b6b78690f0458ba5f252907263351a671294ca0af369547670be87ffcce013516a1a397711511d0932fb856eb1816ec924d85a2379c3591795ff2d97e0a9daa4a42ce67024c0a6507e7390d531c12f0d457666b3f3b01ed9c018502c46998c5f29ac8fd5ffb84ebc3e71f1acf07d332093563db374472546b9a402b237066c34c9e6c9b72712bff979e49d68805cff909362c41835aa27d3b4d7dfc96966cf1b5e760dd3dbfe792cc18e91cef41f0420e8dfc02cab14826117cb2d9f88b57816a83eff33ced3daaabb0ccbb09aafa31e40279f73d5fdb6970a89dade92b7556aae5aec8eed3d8b2ba3320856dd54c7832cb665a030d6998fb7841756e7497d6485fe8962db91ebe3f45d9bf0c716d924f82948d799f6a2d4995db59ef79d0586a86b12067b425eb08d085816cf8468e09333fbfb8056f60c06e8332f1bc6f9b57168a51939caf1a26c285f89e0733a188b6d204025e5555ec6e3b1f19a5495ade2905546dc932c47c8e4014e8aa4f58418bf88bc4d6548cdc23a4d6acd7ebd78a0cf5dcbeccb0bfd7fef0ca4312e014106b2c345136af6fd504eb47010ba4d3b76d4fc810155070dbf20bfad3cb555738441d4f25804eb9f8fa626651e5d2281c9cc0203b581e9c1e2371a47b7f8f030b73c6db0c56c58bf0633db88feb4ae21858960934bd3fa3ddb25e833805496b73080a63be91a04b200a76b3d47001ee4f36a73e9eb1172b64f0ae1495b279dc822a2fed5c9241fd19d85fc6bcf1ba47174702f5c87ab7ef8d9d2d36055979784fe3b78f83baf1b08438bbcc614ae39e037a94b21750b38a04f3cb6c514d5200325745fa5c3edfec549740a74d1e8723df6b881a75efe848f95332db76c692f967e590e802fdc58fd10af8f1f68a5bc31c3db82be03f1b72f657aa4ef9d22a680c3b9f6451e67eba65aa53bae3c97dcc20659b1bb19584a23b640f6c53284ee80982cfa950a0dc2848ad11f72d2ffe632f8898fea8d43fbab1951f28642de3fec9f0ec280eb0b58893e6b35f925f31ec3675994166bf70559628da3499576b643e93a676ed015aa4115da9821f8e218fdcd9eb51ae6139ab9fe38a84fcc9f3360d493a1b1c44c3b18dd744ca7c88c1bd8df4bebb6d71c7aa12fec2d9eaf769baeb0c021e6970e64f78c3623699e0b15c352109b888065792396bd52efac79f6d84458b71bb5244b30a47903ac30f5cfce20d146951c2c7ec2471e11aa738dfa5ee95eb6f25388d7bbf99c20e0614784be562e5344afc4881725ce30522e8907998149c6bc85334ba8eb579837b5b1d6558626c871270baaa4e0ad77faded3bbe6c129a79176b604007c770fa5c6bfe330728b25460378defef703a140746a17e966bdb03226e40bd649c4217865035cfe2e0c6163dca947712cac8a56266eed785ee5cd4948cda11371667fd264685fe7511f5d68e1a44d0bc4c6a042044f9757ec4d0b90165853a1df57e95e4065aea31b6fa607a83814b45e4d53fe0dd9ec578b7aebc0cbe3', '2026-11-22 22:23:13.772003+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3799-725b-a4d8-0f3b611e27f8', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '98ec7c4bf8fafd8f1a991c93c3fbc295', '\x937b3df6f27d174f6b82b64b19acb8879a7c17042bbb4ba66599b822053e7807', 200, '\x010b646576656c6f706d656e74f6d790a266173b67aa5b2733e033e29318c86daab1a4e27c7534bf4d37e24a8400ed49cb03a7e2617245b4cb89f37790d91329ebfa4974e841036b561e2985946954f95e6439d9d49d98e8c31b0fc90dea077a666e9e634026484f3e197a4b04c98dc06547f367a5bbaf0569dbd56cebeaab308e852bdd94387a096f74e44c898c2e3a723d3d4bdb7028d64056d899bd85af30507934c6b4615f3a2a5df9036bbd5cad8a57a9ac99e8687276a553c1b63ed5c5053388e5d8200bab3f3fdc15a7b48f97f042f2b31e2fb552ba74139e2d7df0b22d45145e3480c3dd3626c2029fe15d19dccc2d49868779064b278d776e2dead474be699f22db801fb73d63b7427ab9f8764576f4247418d20245daec2020a54b9f4340956f79bd59f288c84d0efc256984caaf2f10bd63ba11bb9a540187c30932bc477db99080fd4a58a7753d3c7a483e23d0a5cbcd089dc3723bf5f007ddf1e5599819849071444a0a733117edcce8b7eb458e39ade010f3844765e64fa4a3c87a62a00f37efaf5cf04c622851058e7ed711d0973a509f4be58515de12da4c7b70b93bbe86ee3ecc602ee4cf26180feda209263a5b9388010ced6290b9fd770c13b4f0516fa72cedac9cd8a50bbe4302bd97c61537b6a313ff574630eb12bba1100a2aa26db4c20ea1d7be97cfd04d5fbdae03dbf6f58adf68f96a8de78b0ee7f7c9e07e217cbc1f6a20386a099acae2f46b730ef34ece05f48a11076f4436eb0ed4999ca1f4781129affeaea4d8a32665a2c734a36fbf2511dcb673dae8d18bfccdbcdf29cc470f2ae3a84608aa40586b4b6243e9ea05296e440684c5dad5718906dc551cae6b3d825c6a04da3121392bb566951f26b60534f42cdf832d9c66da08651ce1cce156322417cbf6e4c4ab784f84a477fbf1dadcc7e93c9d86f3846b33787cfe51fea7f55fe729ec2a68bb4a3c88979eeedd3ce7d391d2ba47b2bb6c31a4ce7aac2781f90c06c6e771862a603cccd6a405ea11e9e630840047d6dc7fd457d873af70c81e7b0cadbb1de3ba592077e8882528e0608b5eab58c2c0c348650119692b8ee6be82cc51c8e077986307150c357308edfcea17045760a4c789055965ae7a51ed13c524d7cd735dd29307964bf9380e5e854fe8a59c2c71914c0ad926d0ab242ab7bc0d8af3c0333e34304886531dab17f805b482f1d0087a6a695ad0bb34840a36156dcbeaa86a90303a09fa610aefa0fd80e9e27b3b8ad01896c3a7fd14426f3a140275e9c06a2fb90d9a66b4c333d0e4721ed59a30422844591abfd578d1a6e9a387cb2b6303867051ae82ec25d0289f7fdf6ca5a6ae0fc80df40302787cf412acb1437a1079d37be25f549e6f03966cb8e25ff7e2cb65170a67f883f0c28626bd4e52fe1023bbf3a3c8016bb0176dba5f64a062d425ffab5d783ad63643eb9b0124f28fbf31045f47512561a341683e83c8fa010315772d93cd1f3365e65187e658c21971e885b49c2136e8f3b1ebf307b1e57ca554ebe779ab243539d611fd3f3cd59fa1115a74fc6c8f9ca20cd5813b0656b7c0684c94f186b62468cd7abcaacf909ad56bcecf969a96450c0bb46197eed79966fa204b13f9076926241eec474a87791f81e8df6760a4887a5c3ca911af73a85716a56c1f63b6163ec34849f3f5f994647e94c6fda10ce2fcae4adca4023f7be28898d9be25cf29e996366d6b19841e159e5bed57a41894f9be7673fff27ce24f82ae29176da737da5fbb00c0a1ca9419aabec1f6c3bfa04858061a62ac630d1b209f992499fff0101fea5a49e08bc6ff97705f7a066cfe7463961e838c22150e4a8ba42e01e56cad44c024ddc18bdc66bc7ababfaea01517a24933ae86080be3bd7dc0c18703d704b18074265d0c8ea92165f03be2ac7847a80b001b1c2a4b77ff74869fe30cddbe454fd116c747ef4a27df78dc90a2b3c7b36ab7741fd1e680d8696b39c6499de89e8cdecf432eeb818c01073f0abe730f31343ab672331530072c3bd86d7a18911eebe5e79e0d9a01fb6bf7d748fcd975b449370e65237a62c767cf7f3485536ba7947e9778352f206becd453a932a404a56ae1c29041bec23f45d71ccefa579a90efc82b520f872bd7824153d088a6060ffd9bce3b36ae95b197ca65bcb9900963', '2026-11-22 22:23:13.796201+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-37b5-7ed9-89e0-29ed8f28c9b5', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', 'f4496b2741fef6cf6eb6613c44a5b88d', '\xa7a16d8d18a63dad0f1e44afb4446b816f2fefad92b874684d7bc3fec5b6b8b9', 201, '\x010b646576656c6f706d656e74a54f97d6845554dbdd293f8dc1d67b195bca357315cb589509b64dfa8270979eb4ca677c390fcd5df1e8d73301fed9bb92c70a96f23031fa1dc7b55bc533c5a47ea7ca30f877563d1b393f1bbe9ff6a9594a323e5fb5cea92b3ca152b09a4e97667becebbb7025c0c3b880bddd98209fd78c10916a998fbfe189dfc2ee48fe7e45726207755a597e0a0969f2d2c96194460ae10a29d1b3d0e976cc10a3e18f11bf1531d6d85b1ac9e9b53fa6f8b3907bf970df01d8544531ec5720a65dab69dd081737bdd4dfe604f537ce949822edc00210f9180d7b60c9160f7847f823fb50d0da040e918cb0a5e40cebc4a4dd405aefde58bcf1ccdd5b5c75d0f3f1dc9e1349f45a6c00d603a480bb35dd835629fbcdd126a659e773f761fa4d1117624cca54808eff57026c1c92cac80530b550a5703833d1971daf4109dd22e17efeb7c09d34e0fba90eb255f2ddddd6f763310f0a34e1d3ff480fecd476645cc65068f93a851dc0381dc222cf91e3f1416c0dcedc91783df170fefaf2ca28ba3dc18a1bc620fadb6e00fc02ea6c3f03e81a82f279d69ef23e0b6e0a8ef9423e70fd0891bdea3233307dfa43c6a94b7f1edb083854fb576e91f5fcd6f806862037ba45981edd4ea9b3198a46d88ea78d4e8b2157e9fbafd3e0598382ef11496cfff3b9e625a0b0f2714839e9524ec9868726911c457caa72042f9121d7131fce25e76c7b9d4274a96163fed46ab4b397fccd3cd7e035f289411a14a3672e954e715581d783630231d788304e249e9b97953dad1c95e095d3c1f51eedafa5ce6f867c00a5dba25b8b6e60e6b9654cd5fec7fa7863fa76e628dd476222619c8df09663fd762c4e175f75757867b2e7d8e86998bbd24c7918249fa1ed92ade1e9ec65c96d9af528a21e0a0923841c5a17b459f38f25d9b925954cad06971ae80977df7d0f69b0cdb58f78e210a938dfa67029b49e7ffc0aa841700b8bbb29cc3ab9197774526bd41613f1896ad9c9ff980b23c568cad4eede81aedd48532ac4f4329fd190dd6dd85019b6daddbf96d6f3e0339514c5d6ebacd71cda9277a505e502a8a68fa384a1732978035f10766146539e05319024946a76575c2ca4a2f9abafb469d91135c3b884e0c97a9f83d5695d964b7df94a290e63311cb33a4b5502f7e86ca86d1d64205373050420bbc726349cc352e4f595230a199ebc300842fdff4289cd5f3b01eeccbf1c573cac65487cfe270e3de59d23e0949113daa9b50720a90a6a97', '2026-11-22 22:23:13.828295+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-37e6-71b7-95bd-b7e51234a7f2', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '05e3d16bb5e71618ec55c72a8e9d7650', '\x8fd3ae0b158722568ab1cf49bbdc21caa70a6b2f38d3cf1bc732c1d083aa7fdc', 201, '\x010b646576656c6f706d656e748aa8218f13e166b0e96f0749efb001e880c22f41e221ded6632370fd795bf020dada308a7ee0b17cd407191176e4bcbb345dfedd45c8f9dedb2191a9ce52dbb23cc2fb27d394c87b6ada888c81e4a7ff933ed82ec7a13272328690bb33709b98d0185088e64ed355bea9ac04107fa280e46bcc6b84edb72cad1b08851187ff08fe84241e9669988a97e3130053d35ff8caf2fc6a4e4fe527834d765d1cca8c4db82deb0622b4a40cb54e28d333763532e66861bc4ffb68cbf1915d7d82c7b0b96d940a8da1361ce914dcac2b4654c72b6cd69f0b5c74cadab89f863fa0c7a93aafd787df13b9171ec219708a6d3fddb65036491c1ad2e4325e285268e54ae3f0642889b829124575f79e05f6c4604cb12abf9537e224870e23eba99446163540b136a7c0cef54494fb6567ea736dfbac1cf67f5781383dfad41f947c08f64a65e15e40a2d99c0f80751b6e717760b261c6e5d357e758d883b32e663ae178b413a09c470c243a439782d03fe6bde1a0fd8ee39ec2dacda474d1ce8123fa305c86577e001a108d9ce1fc0f51dacdfc986ddfd837b043e73f4b9eda5913b8cfe6c5e22289d94f10c194185b088f542061daca4c7128392191c9090e28b9e33211b2f903ab2edefbb2e666a5a42a54b480daccc4acee8a3b012e89fd8e3beedd2f0de0b3c80cc29204e649e15bbb7bd2e99dc18c8feeb828a2a47d483c5d84cc363838a9036188e2f8a41d0845fcd2812b02bd72c2c1c7b06bacd6d775e32dd87cefd32e88d150d7f6fc8bd8d36ec142426c953ff8844f45ad23d0be18ad5fe0c8cef3243f03771d940cd0c901102b38e06222a29de035b55546bc571d4a55970c5cc708a32a081a733a058c2c14920b1a2c035499d2715ddad88a03def9e769ca1d8a76dc6040a6955f3b171b3271cf146f49d1e1e9c58e09c8fb7e6cfd876d96dd6d6c8756c653f54a88d23c5d7d582745c2d9548a605de22f38bf016d84a054a1f6b65795f52029133abfdb474db1158470679ddcffb3a6294b4366f454882251f8cf37cd977cd5ac49de0692da48f8f66f3427c493f0ce870b49224572a1c25f97ff098ce710f6a25b7d244066ae1fbea2887b7d780c9f2dd91cdeae593a65743e3e7ee54bfb4246f21f06cd56c22b2e51a81831ab0db58b83f22b0131df98c0a12abe748b08b31cdf667bb8e7769e065893a8f6763597d5eb7b16b0c4e0ee2a6d9ef2076c6f079919769a77144127957953e956397e2569611fb21b8972ff80ba6f573913cfb84fc18a1d6a36357aaefba0ac9e886da413c49cb79c78110a95beb03493ceb0c9c3c9440a5ca17f5cf1dd5bc9f01eb9209289b36838ec52aa8f2f36ed45e55bedcf0d79faef59627fcd0b5850b8ebf8c7599e508bb824c8dc8fb19da83e5dac5fc25a8aa3c03511fcc6418db45abb572dde11db71b8d3b3ece539bc00e8c140c337fb3edc4e6b996abb49fde566e861a833669b32754245656a319ebce72d9afc61be678d5ea557d69b2cd468d14803f8c2dac852a043e5352c19816bf3faf1870a42f25b32fa51862e4e755c90d62061ba4f3247cc386e3bfd9823b4fd0a80f5aa271e04ab673390f585bef266d3516714448d5747f86481ed973c4fd0d02d45efb30377e2336c6c548dbdd20ea87f5cb85084eec750861a3f', '2026-11-22 22:23:13.88381+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3802-7fd8-b990-5c9f85b8dd0a', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', 'd0148c0fc12b3f5bdba73ad18dd249ff', '\xb12536cad7a2972f492b826d8473db0830d03041a6ff89170f5ab61e79026276', 200, '\x010b646576656c6f706d656e7418538a411553bf3bf20aa3027b2d2c77b11ea51195c069b658f22f30161d1775f74d093cd5d37475d7dfea12796c1ead06cce8538ce091f2b436b51b094d466a8a1a642bcb574e5e0bedfb93071a3828b8ea913667bcdcb26e1a5f18fd6d3a240460d2c9a5d4463cc943eff2f8c15659799c3f9f83512ab73b7481e32b39f1eed24262091f1f64d27e704fd1d600827157ac3405d49788917e55e6b2b82e44041f39a317b6b2e864b9cf9969346ea5cdef16f12025c1a676b139239c892c4479111b3ea39bc2d18301e7bb5acef2513af66618067eb66f129712fe89bfec85c7da971d625034e978a0033e22fc81623e4039d7dd3ab09556d27462afc5713152a0934f8fa5a065519513729915a90d9cdaee4e6009ef13308d0c5ae30ff165a33d0ba254e7e2b6e57b0913f99f7084df5b133cacd7081b8f3e0d2a7155fb53cd0ba39098d258666c7fe6193ee925b494532f1566111bd6466f8f8415716818a74a8844375fe60990ee214c45d09dfa6cd248bb973e9b0c6e39ed2832e942afab6ce5798373ffb62ae62086f10d77d5d9f64c427127ae4075e85ce48e0d8884da1838dcd4598cffd955874e94889f7b7446d66276a71439f69d46e0f8a6cbf8ad1bcf7616d0d93fbf2987d97be379d4d28fee370f5a21e0f028a55bf37227c7eaabda9e1faa0b6efb8242f556233858770113f489eb9392c9ff4224984437895849bac5d487b6b4b84becf17411da891b0bdecb6acc596d11886b1095136ddbef4bd5206b31ba7b192f13ffe8ff25a371f1d411fbef82555c9647f2bfc48bb554c21de4fa311b267528c501d1020bf01e7d982d32f4cf08a433dd0df9605acaad762dfd7e9d8a18c8ffcb6dd97adb4d7ef4f48aca5e3a326c5d21fdb2fa3236341a8485ebaf5ec871beb24bf819d945419407a6f25186142a308c72bc924b25a4b076e8515a5c7c887b3907b032fd07c55299b33586cb7ac7af70863528c9ea841aa7f94cb140b5e647b7aad986278e668cc5187727edd75b9675c4723a6c70abeb4220c6341de477fe4d96904aa8005f3df50f6182fe181933545bffbf67f9d0371e0d990680f9aadce23e7a1d092541d6de01e42599cb7f9b9630ba2a385300795ed0d98cf4ab5c1d01725cd29481724f21cd7485bf380effcfb4c0adf6c6f47f858c5907c2075255743393c96c514aa91d36c11ee15e5e0cb64fa3dab46f2752d3f8387c9674dbb2246e578083b76c95dacd0c7e4a1e25aef2c7732e46acea29a9eb785f8d8bd119d30175dc4d4d9149f67cae4bcdb42fd2c6bbe0a914d58f4e149620f456436e258145429c5dd2c8350392cd3c31513be80ed38c0ba8ed3582f7162e7053e47ce5b8f51563aa67f3d4140be996796743440474b29d994e52fd7e593abdbb98d5532f36ff38bb2c402d9b8c4a79717bad8c2bac9fdb447db1951f321e0379bd5e936871ccbb7b94886a5ea46ac366b7c94be7755c000fc933a4927918a83f7caab902bd9cfc9fd8007e43020c204c3224480a72c73aaa957e816d5e2edc023339e583dc3e2644cdfb801cadbd40d3e19987e885cea0be6977833293d9f28f8dc326009d5cb1850059573244aa13c105699c4d6297c2a2112bda060a335e301f09d2c252174fdd3a0e2357ee2ae36fe2e8566444c149f2feded92bf4776980e9683aa8e5d71f8eda0c7d17bee6a251681193a9f3c391ae8cfa7f8e79fda44aabaf231bed8416fea8b71a491788c7d000e9111012cf111dc5f179b8a8ed4d0d81899933b3feab2e82e3bf90b76e341b0c3df3eee86047ab3c45aec4c868e9320269259adc22f9cf007693de0e573358aa4912b301c9f05934fedc4c5cd096e87b1a0c01e1871f95117687e5eb5c658e8a64efa8260b192350aed8beb8b77fdf3a3f029977f290f56b524f7eeabaebcfd473dd69925852cde67da095b241761e0a331c424ca01e22500d26b83600145e8300cb702d4e1c140bfba5ab3e163aaee24a23f3f8bbc1320968a1b1b868ddf272381cfdadede6d5b7cc9325f17299468578b67d6cb0dcfe71dec851d253beeb38385ecc5ffba8b8ba42b5141da3a13fc339a29c962d01881b560ef83f49e99010a8261ece100c64cacb3fbe576ec61b928dd0545e51360e', '2026-11-22 22:23:13.904687+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3820-7731-bcab-a1c3b0188098', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', 'c1a2691527a551d08084478a60e4fc5e', '\x6b5849ffae4974e12368a6500e16d04fcdc91689d3b14e549771e2054744c912', 201, '\x010b646576656c6f706d656e74c186757323687f7fc7a110078112f08e7e5f17b35211980f4fe14ec5b90283b4588f3ce349252673facc354b2b06b9b0a659b08a18f24097df7a99db849cb13aac6a44fc873fdc442be2203ec0302dbcd1e2c7a93ff23e63904a7cadf30ad1e72909610bb4e595d30d7fea6103d5131cf42e369bcd028734d7864780183a6944c9e2822325b1bfec013c48dc5b92c04172512f7140eb01b239a9ab099b4609aa4f54aca9fc31a5e4eb6f2173fa0e95e653668c481b6ed7c9b2ccf8711b954956676c53349c142f5fbedf2f4c6275f922982ee9f129060055cb114140827c58dea32393c7ccb905a034e9d59ff8f9c5e935d737eb7b258f4c3a4520ad10200dfa5e25a03e38dcd316d7a038a5bc5dead93c991302e9a8cfd0f27ed27757ac68c8f3d1f2722646675be2b910c517b509e3a4aeb348527470be073a0f04653759e9682150b1d027f5e72a75d363d5a6b233bc2136538278c1d84530880e762e5260c7ceb55b21ca0ba0caaed1383f82fb7161a6e72265842c00463996ba89e06eb8a95e4b21748306642d7ce18acbf56e5bdfa7f5b984e36a53c4707edda3330d0782203d26651d92e1966146513e89f4fefebf0906fd50d86a804c7be2cfb2cda2181792148f84ac867c9ff324552404b36843cef8ee03fbd33db3f59ea6e2f2ee2a252c0787825ebafd636d81b585168d59d25820edc919e9134e903684a1835b1f1cad8043a2df956bb3d8d85a1b1a3cdb82367808aa5421477a3ced93704812290766fb50d13d87eae1d0b7303e2a7926d537535a3ffd90ccd746b0e53e3785d6bb7fa1abfd617efe0f713337b670ff7e759a66f2cb1d14716479f250fcdfceafe70fba61443a7aa92a19531a49b8c013e21e7e34e171e08410f5b63f87cc11a286fbb7c81ef2e8c0f0863cac3551f9a2147b92d5b58afd2072a6c5c0fb5fc941b7c778e0c1c040970b673b4637b9ff0eacb3e4639729bb7aa1919a5bbd53b9d4872c39c1ce1bd6046e82d0977788675a19217a6d3a8554acb92acd2c1f5519000ac0cfdc00f5745a622371723efc233fdf1778277392f040d825934696f00885cc4a885b2d7a724594381ed1aa9950b1bcd81d8a8068a9e5b7de3fd4d6be318bf637e3a69d58302e18702f14ded7d9f4f50518614c56cf889a81c115d5a46d08c05a9db1d8d2294566fd778577aaac0e0a19dabd94af982fd3f41ee23b3ea969757e7040eccb30b0540d78c0d25e4dab0d7b3f8cd6663e78ec7235bbc151b142e5fac591', '2026-11-22 22:23:13.936428+00');
INSERT INTO public.idempotency_keys VALUES ('01a2055b-3875-721f-a6a0-aa5db7ece6ab', 'user:01a2055b-362b-718e-9a7f-d170c0c51ea5', '46533561dbd920380f22fd0506afc73d', '\xcc68b5805d293e5a80aad4c2c80b734eaaff9b640295a8b8c610b01d704ca070', 201, '\x010b646576656c6f706d656e74fbdc63f46ec0f829e0b9307fae3dbcb4ee8a6f852be363c727ff695abc71aa4d42ef844c30c167c7bc9a30ebc3e7d1c3586b8653f660a38cac5bcec36781ba6ba8bf97d7aee89ec9308fe89d6c53f44228a6fb0c342a0e4ebe552f952abc5ac6fbff5fa52af5ab6a8cb22692d914be43ff68ef0f357c1c223dcefdcd65bd734c824cd0c3dab3dc0c5e712b9dacebc446f243ca03c2d67f96da5be1fcf9908df053a6aaf7cb6bd51f90f7fcc10be0befbc17c3acb4c39ac632e2af5e52b0712aa52091a95d8b884dd95fa41aed331ad8e633524bcde3444242a9b2a5a88274a447d2bbbe989fcb28747fac4b6104ba133bc0954714e4e481cc361fb3ff9d353a0ea03aadfaf213f24dd5fd6f2553391e284a54d17ca3a7278f38b79dd9d0ef801141b48c847396ff1e30540eca90be28c0341deedac41f14c3122d8eed91d38208da9849591182a1f0d98cf91018c8356377fd2f01160f4790000dda9fdc5cf12371c13371ffbee3d42475478c617d1e6b2158d5180efa429c5674c8fb99ec0fe8aa30112885a64fd199b6dd4684100a8e199fc09bbdf9292234a2c8c21bbaceac986792f3995485e8b4aa18a3b48202be9baab8a3adafb3bd6ec48168fd0ff4c1d6ebebf003b8bd7f3deede00de2eb3cf129f6e36d2d5f5b7021ce0a6a18b46a7b5f7c40430d1636589e844bbd4478021441431dd66424c7a00ca44ba386fccfafab2c8ba610adefa1cdce39e1eb32e59b1c8a9aa28f3d3e9c38d1d323dd0c9c8383e69cf94fc3d534fe56ef622324dda06375a7f904ff9881965aa5eb44bfb9af77ad60486e1167e6ef3d876eb4c7062259ce4ddc9cdd6b5c86f5122ec26344bc4b1d324b2bde3f', '2026-11-22 22:23:14.02042+00');


--
-- Data for Name: invoice_lines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invoice_lines VALUES ('01a2055b-2f3b-7d9f-9c37-c6721b165861', '01a2055b-2f39-7424-89de-e8a100b13d94', 1, 'Design of a garden', 2.500000, 80.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 20000, 3800);
INSERT INTO public.invoice_lines VALUES ('01a2055b-3114-7615-a012-6709c134ffcd', '01a2055b-310a-759d-aefe-0acea97a12c1', 1, 'Planting of two trees', 2.000000, 49.99000000, NULL, '[{"name": "VAT", "percent": "19"}]', 9998, 1900);
INSERT INTO public.invoice_lines VALUES ('01a2055b-3176-7686-8f9a-fd82f37dfc17', '01a2055b-3175-7464-8a25-ca0649592ed6', 1, 'A bench', 1.000000, 120.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 12000, 2280);
INSERT INTO public.invoice_lines VALUES ('01a2055b-36a9-7f7e-b38b-709a569ecfe4', '01a2055b-36a2-7e35-940e-6b67bf780419', 1, 'Design of a garden', 2.500000, 80.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 20000, 3800);
INSERT INTO public.invoice_lines VALUES ('01a2055b-3772-7341-9da0-1ebbc3c1c9cf', '01a2055b-376c-7f3e-8f84-2070fde846c1', 1, 'Planting of two trees', 2.000000, 49.99000000, NULL, '[{"name": "VAT", "percent": "19"}]', 9998, 1900);
INSERT INTO public.invoice_lines VALUES ('01a2055b-37e1-74ed-b819-62ec32d5bdbb', '01a2055b-37de-74d9-a753-54923c3dc89c', 1, 'A bench', 1.000000, 120.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 12000, 2280);


--
-- Data for Name: invoices; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invoices VALUES ('01a2055b-2f39-7424-89de-e8a100b13d94', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', 'open', 'INV-2026-00001', 'RF76INV202600001', 'EUR', false, NULL, NULL, 20000, 0, 3800, 23800, '[{"base": 20000, "name": "VAT", "amount": 3800, "percent": "19"}]', 11900, 0, 0, 0, 0, NULL, '2026-12-22', '2026-11-22', 'Europe/Berlin', false, false, '{"id": "rcv_01m82npbm8eeerj0nmemfvehvq", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m82npbrffr28ra2n70q3j153", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e746dc9a57a3b990720cbde415fa004f7c4fc586c4edb6ad0862b66f78f2af3c3dc8a92787d4a02f7d6d2ed5ac087f9d99ef30d2b5de11cb418b9fb9f94e5cd7f7e57386041c45b84', '\x48a5395dd3875e193f5e5e37f5a01a91cf8d4a15660db11a9e0badfeb76ca396', '2026-11-22 22:23:11.757812+00', '{}', 6, '2026-11-22 22:23:11.656883+00', '2026-11-22 22:23:12.489738+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2055b-376c-7f3e-8f84-2070fde846c1', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', 'open', 'INV-2026-00002', 'RF49INV202600002', 'EUR', false, NULL, NULL, 9998, 0, 1900, 11898, '[{"base": 9998, "name": "VAT", "amount": 1900, "percent": "19"}]', 11898, 0, 0, 0, 0, NULL, '2026-12-22', '2026-11-22', 'Europe/Berlin', false, false, '{"id": "rcv_01m82npdhxe2x86pej9prqkdgg", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m82npdmkexdrtss4mwmw0f7m", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e741b7730a9ee622ca7e9682a18b9775f648d9a62681957cd857bc74c872533f0b65852537b9b329e0e30e1309d6b4b16d5592fb7ae09768d8a6d6d1c47885ff639afd68a01c71aa8', '\x6906d80b7a35bba60af381ec8d03de07a68125bb1ad3081fb5ee1e2cc233f3f9', '2026-11-22 22:23:13.813509+00', '{}', 4, '2026-11-22 22:23:13.772003+00', '2026-11-22 22:23:13.836859+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2055b-310a-759d-aefe-0acea97a12c1', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', 'open', 'INV-2026-00002', 'RF49INV202600002', 'EUR', false, NULL, NULL, 9998, 0, 1900, 11898, '[{"base": 9998, "name": "VAT", "amount": 1900, "percent": "19"}]', 11898, 0, 0, 0, 0, NULL, '2026-12-22', '2026-11-22', 'Europe/Berlin', false, false, '{"id": "rcv_01m82npbm8eeerj0nmemfvehvq", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m82npbrffr28ra2n70q3j153", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e7490fd9d2f74d71d148d0c5b3cc36848233666213098bb0bd7df6eb252899d236e6f41b74ca75093b72d93afeadf1ece3029b1af389cd68632aae69c5c3d3f9150d4df95cf11c820', '\xe418e68cdcda46c9bf7a54e915b92988e1000750d9e45ca0365426e2321decad', '2026-11-22 22:23:12.193601+00', '{}', 4, '2026-11-22 22:23:12.136+00', '2026-11-22 22:23:12.222377+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2055b-3175-7464-8a25-ca0649592ed6', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', 'open', 'INV-2026-00003', 'RF22INV202600003', 'EUR', false, NULL, NULL, 12000, 0, 2280, 14280, '[{"base": 12000, "name": "VAT", "amount": 2280, "percent": "19"}]', 0, 0, 0, 0, 0, NULL, '2026-12-22', '2026-11-22', 'Europe/Berlin', false, false, '{"id": "rcv_01m82npbm8eeerj0nmemfvehvq", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m82npbrffr28ra2n70q3j153", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e74af5d356b894bb498005fb4cc162ee198926f4e04a78f2f12e59d083514fa6a64a7d17537ed9150f4ee265f1b391f5908d2dd563bfe1a2aad1bb37d26bc5e71e7223d5506ad41b8', '\x6c84f76114b635e6f598f978ba89cb680a39f6b88c623542503327750a54ec0d', '2026-11-22 22:23:12.27257+00', '{}', 5, '2026-11-22 22:23:12.243498+00', '2026-11-22 22:23:12.366177+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2055b-36a2-7e35-940e-6b67bf780419', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', 'open', 'INV-2026-00001', 'RF76INV202600001', 'EUR', false, NULL, NULL, 20000, 0, 3800, 23800, '[{"base": 20000, "name": "VAT", "amount": 3800, "percent": "19"}]', 11900, 0, 0, 0, 0, NULL, '2026-12-22', '2026-11-22', 'Europe/Berlin', false, false, '{"id": "rcv_01m82npdhxe2x86pej9prqkdgg", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m82npdmkexdrtss4mwmw0f7m", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e7431db9fdc755778dbf5cf08a0efff0147974b933160917fa2450d1ca35dc483811edf421de56f03a6c2bbdfe38b026f92e6f332b2d450a07dd2a01c67ac035a49e9c701996fccc8', '\xae66559f19030ef40c14a4b922c21b1f3b41d8d7d9eb0c81251e0bc631eda7c5', '2026-11-22 22:23:13.608222+00', '{}', 6, '2026-11-22 22:23:13.566574+00', '2026-11-22 22:23:14.13301+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2055b-37de-74d9-a753-54923c3dc89c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', 'open', 'INV-2026-00003', 'RF22INV202600003', 'EUR', false, NULL, NULL, 12000, 0, 2280, 14280, '[{"base": 12000, "name": "VAT", "amount": 2280, "percent": "19"}]', 0, 0, 0, 0, 0, NULL, '2026-12-22', '2026-11-22', 'Europe/Berlin', false, false, '{"id": "rcv_01m82npdhxe2x86pej9prqkdgg", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m82npdmkexdrtss4mwmw0f7m", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e743d71d41f8f9cbeb06231949773d33a13f35b83247f55b78839fe5ba36dd841788759b9194b4fb6d98bafec77092cb3fb4ab3fcff33a7d986a6c9c5859d1c4e7e5a644542696c1e', '\x7352a776c91c165d36806c79463af0e47212358d4bfe01d3eb2df399a123d600', '2026-11-22 22:23:13.919597+00', '{}', 5, '2026-11-22 22:23:13.88381+00', '2026-11-22 22:23:13.99534+00', DEFAULT);


--
-- Data for Name: ledger_accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_accounts VALUES ('4a5427d9-7c12-533b-b338-b273ff50bf45', '01a2055b-2e88-739d-8902-b4751fb74777', 'revenue', 'EUR', '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_accounts VALUES ('4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', 'receivables', 'EUR', '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_accounts VALUES ('9c9cf1b0-480c-5508-88ed-371ee98d57d4', '01a2055b-2e88-739d-8902-b4751fb74777', 'tax_payable', 'EUR', '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_accounts VALUES ('f2557787-6306-5071-badb-2bdb7a389190', '01a2055b-2e88-739d-8902-b4751fb74777', 'gateway_clearing', 'EUR', '2026-11-22 22:23:11.906134+00');
INSERT INTO public.ledger_accounts VALUES ('859cc646-1371-504f-93b8-ae50ac7a115a', '01a2055b-2e88-739d-8902-b4751fb74777', 'cash', 'EUR', '2026-11-22 22:23:12.210517+00');
INSERT INTO public.ledger_accounts VALUES ('1e5bd968-5fe0-5711-9a43-696231d9c2a3', '01a2055b-363d-70ba-8359-d24db179b610', 'tax_payable', 'EUR', '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_accounts VALUES ('5507e432-29af-5bd5-a278-87834a7bde0f', '01a2055b-363d-70ba-8359-d24db179b610', 'revenue', 'EUR', '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_accounts VALUES ('bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', 'receivables', 'EUR', '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_accounts VALUES ('99faea22-827f-55af-8956-ecf45a951c0d', '01a2055b-363d-70ba-8359-d24db179b610', 'gateway_clearing', 'EUR', '2026-11-22 22:23:13.699813+00');
INSERT INTO public.ledger_accounts VALUES ('22807f55-1a94-56a0-8a8d-ed9d91da3cc9', '01a2055b-363d-70ba-8359-d24db179b610', 'cash', 'EUR', '2026-11-22 22:23:13.828295+00');


--
-- Data for Name: ledger_entries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_entries VALUES ('01a2055b-2f77-792b-86c4-691f1ad2c87e', '01a2055b-2f77-78c8-980d-1c9e1302367e', '4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-2f39-7424-89de-e8a100b13d94', 'EUR', 23800, '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-2f77-7938-a57f-ec8eb9bbd37c', '01a2055b-2f77-78c8-980d-1c9e1302367e', '4a5427d9-7c12-533b-b338-b273ff50bf45', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, '01a2055b-2f39-7424-89de-e8a100b13d94', 'EUR', -20000, '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-2f77-7943-87d1-0c01378ba933', '01a2055b-2f77-78c8-980d-1c9e1302367e', '9c9cf1b0-480c-5508-88ed-371ee98d57d4', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, '01a2055b-2f39-7424-89de-e8a100b13d94', 'EUR', -3800, '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-304a-79a6-9dcf-f14ee8454dc1', '01a2055b-304a-7934-bd51-543237ed9c8b', 'f2557787-6306-5071-badb-2bdb7a389190', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, NULL, 'EUR', 23800, '2026-11-22 22:23:11.906134+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-304a-79b6-a3a4-120a5e119956', '01a2055b-304a-7934-bd51-543237ed9c8b', '4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-2f39-7424-89de-e8a100b13d94', 'EUR', -23800, '2026-11-22 22:23:11.906134+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-313d-7198-815a-e47f95347b37', '01a2055b-313d-712c-a00d-67c9edc53ea2', '4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-310a-759d-aefe-0acea97a12c1', 'EUR', 11898, '2026-11-22 22:23:12.176387+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-313d-71a8-a73e-52cba9cfaf5a', '01a2055b-313d-712c-a00d-67c9edc53ea2', '4a5427d9-7c12-533b-b338-b273ff50bf45', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, '01a2055b-310a-759d-aefe-0acea97a12c1', 'EUR', -9998, '2026-11-22 22:23:12.176387+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-313d-71b0-b6b1-ffcbbcd1bf5f', '01a2055b-313d-712c-a00d-67c9edc53ea2', '9c9cf1b0-480c-5508-88ed-371ee98d57d4', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, '01a2055b-310a-759d-aefe-0acea97a12c1', 'EUR', -1900, '2026-11-22 22:23:12.176387+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-315f-7ae4-8ed9-86eaefd21692', '01a2055b-315f-7a8c-bd79-68f84a5ceb3e', '859cc646-1371-504f-93b8-ae50ac7a115a', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, NULL, 'EUR', 11898, '2026-11-22 22:23:12.210517+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-315f-7af3-ab22-9355852b1017', '01a2055b-315f-7a8c-bd79-68f84a5ceb3e', '4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-310a-759d-aefe-0acea97a12c1', 'EUR', -11898, '2026-11-22 22:23:12.210517+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-318b-7159-82c2-efe71502d573', '01a2055b-318b-7105-a68e-a401b47da177', '4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-3175-7464-8a25-ca0649592ed6', 'EUR', 14280, '2026-11-22 22:23:12.261285+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-318b-7165-9ae6-da36e5541d00', '01a2055b-318b-7105-a68e-a401b47da177', '4a5427d9-7c12-533b-b338-b273ff50bf45', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, '01a2055b-3175-7464-8a25-ca0649592ed6', 'EUR', -12000, '2026-11-22 22:23:12.261285+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-318b-716e-bcb2-23ce5088863a', '01a2055b-318b-7105-a68e-a401b47da177', '9c9cf1b0-480c-5508-88ed-371ee98d57d4', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, '01a2055b-3175-7464-8a25-ca0649592ed6', 'EUR', -2280, '2026-11-22 22:23:12.261285+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-326e-7676-b3cd-aa2cfffe4d27', '01a2055b-326e-7611-8be8-7186ac8ca3ba', '4bded452-7c6c-5fda-8d77-29428042fa9d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-2f39-7424-89de-e8a100b13d94', 'EUR', 11900, '2026-11-22 22:23:12.474527+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-326e-7685-b2a3-ae5cb5cece60', '01a2055b-326e-7611-8be8-7186ac8ca3ba', 'f2557787-6306-5071-badb-2bdb7a389190', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, NULL, 'EUR', -11900, '2026-11-22 22:23:12.474527+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-36c0-7027-9f83-1ccf9ab5c28b', '01a2055b-36bf-7fc3-af78-2555388b86d6', 'bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-36a2-7e35-940e-6b67bf780419', 'EUR', 23800, '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-36c0-7035-8c30-5967e893147f', '01a2055b-36bf-7fc3-af78-2555388b86d6', '5507e432-29af-5bd5-a278-87834a7bde0f', '01a2055b-363d-70ba-8359-d24db179b610', NULL, '01a2055b-36a2-7e35-940e-6b67bf780419', 'EUR', -20000, '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-36c0-703e-9168-ecd27b2637e6', '01a2055b-36bf-7fc3-af78-2555388b86d6', '1e5bd968-5fe0-5711-9a43-696231d9c2a3', '01a2055b-363d-70ba-8359-d24db179b610', NULL, '01a2055b-36a2-7e35-940e-6b67bf780419', 'EUR', -3800, '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-3731-779a-b445-0e47e567fb2d', '01a2055b-3731-7726-bbac-0db631548015', '99faea22-827f-55af-8956-ecf45a951c0d', '01a2055b-363d-70ba-8359-d24db179b610', NULL, NULL, 'EUR', 23800, '2026-11-22 22:23:13.699813+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-3731-77a9-b8b5-57e7dc8806b4', '01a2055b-3731-7726-bbac-0db631548015', 'bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-36a2-7e35-940e-6b67bf780419', 'EUR', -23800, '2026-11-22 22:23:13.699813+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-378d-7523-a305-d643bba50fed', '01a2055b-378d-74cf-b1fa-002e4a95b900', 'bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-376c-7f3e-8f84-2070fde846c1', 'EUR', 11898, '2026-11-22 22:23:13.796201+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-378d-752f-b573-78fcb00a180e', '01a2055b-378d-74cf-b1fa-002e4a95b900', '5507e432-29af-5bd5-a278-87834a7bde0f', '01a2055b-363d-70ba-8359-d24db179b610', NULL, '01a2055b-376c-7f3e-8f84-2070fde846c1', 'EUR', -9998, '2026-11-22 22:23:13.796201+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-378d-7539-ac15-f6a5c926dec6', '01a2055b-378d-74cf-b1fa-002e4a95b900', '1e5bd968-5fe0-5711-9a43-696231d9c2a3', '01a2055b-363d-70ba-8359-d24db179b610', NULL, '01a2055b-376c-7f3e-8f84-2070fde846c1', 'EUR', -1900, '2026-11-22 22:23:13.796201+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-37b0-7127-9c1d-1741a565e291', '01a2055b-37b0-70d0-b3a2-d5134a31b11c', '22807f55-1a94-56a0-8a8d-ed9d91da3cc9', '01a2055b-363d-70ba-8359-d24db179b610', NULL, NULL, 'EUR', 11898, '2026-11-22 22:23:13.828295+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-37b0-7133-bc97-69096a16cb8f', '01a2055b-37b0-70d0-b3a2-d5134a31b11c', 'bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-376c-7f3e-8f84-2070fde846c1', 'EUR', -11898, '2026-11-22 22:23:13.828295+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-37f9-7e20-8906-a8415a0bda8b', '01a2055b-37f9-7da9-8395-99c0cbb8bf90', 'bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-37de-74d9-a753-54923c3dc89c', 'EUR', 14280, '2026-11-22 22:23:13.904687+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-37f9-7e2f-8218-959024413c1d', '01a2055b-37f9-7da9-8395-99c0cbb8bf90', '5507e432-29af-5bd5-a278-87834a7bde0f', '01a2055b-363d-70ba-8359-d24db179b610', NULL, '01a2055b-37de-74d9-a753-54923c3dc89c', 'EUR', -12000, '2026-11-22 22:23:13.904687+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-37f9-7e38-b721-23b57e1e786b', '01a2055b-37f9-7da9-8395-99c0cbb8bf90', '1e5bd968-5fe0-5711-9a43-696231d9c2a3', '01a2055b-363d-70ba-8359-d24db179b610', NULL, '01a2055b-37de-74d9-a753-54923c3dc89c', 'EUR', -2280, '2026-11-22 22:23:13.904687+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-38d6-7366-8980-a71fcd7ac827', '01a2055b-38d6-731e-98f7-3599b6137efd', 'bc6c1f7c-58d0-5d0d-962c-3fdb6f76801c', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-36a2-7e35-940e-6b67bf780419', 'EUR', 11900, '2026-11-22 22:23:14.108186+00');
INSERT INTO public.ledger_entries VALUES ('01a2055b-38d6-7375-aa31-ccf74b0b4a3c', '01a2055b-38d6-731e-98f7-3599b6137efd', '99faea22-827f-55af-8956-ecf45a951c0d', '01a2055b-363d-70ba-8359-d24db179b610', NULL, NULL, 'EUR', -11900, '2026-11-22 22:23:14.108186+00');


--
-- Data for Name: ledger_transactions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_transactions VALUES ('01a2055b-2f77-78c8-980d-1c9e1302367e', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.finalized', '01a2055b-2f39-7424-89de-e8a100b13d94', '2026-11-22', '2026-11-22 22:23:11.720784+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-304a-7934-bd51-543237ed9c8b', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.succeeded', '01a2055b-2fba-7d0b-bf25-855206c702e3', '2026-11-22', '2026-11-22 22:23:11.906134+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-313d-712c-a00d-67c9edc53ea2', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.finalized', '01a2055b-310a-759d-aefe-0acea97a12c1', '2026-11-22', '2026-11-22 22:23:12.176387+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-315f-7a8c-bd79-68f84a5ceb3e', '01a2055b-2e88-739d-8902-b4751fb74777', 'payment.succeeded', '01a2055b-3155-7c8b-ac1a-cce4ca282f6c', '2026-11-22', '2026-11-22 22:23:12.210517+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-318b-7105-a68e-a401b47da177', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice.finalized', '01a2055b-3175-7464-8a25-ca0649592ed6', '2026-11-22', '2026-11-22 22:23:12.261285+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-326e-7611-8be8-7186ac8ca3ba', '01a2055b-2e88-739d-8902-b4751fb74777', 'refund.succeeded', '01a2055b-3235-7c50-a6b9-9a0c0287fa6a', '2026-11-22', '2026-11-22 22:23:12.474527+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-36bf-7fc3-af78-2555388b86d6', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.finalized', '01a2055b-36a2-7e35-940e-6b67bf780419', '2026-11-22', '2026-11-22 22:23:13.596796+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-3731-7726-bbac-0db631548015', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.succeeded', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', '2026-11-22', '2026-11-22 22:23:13.699813+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-378d-74cf-b1fa-002e4a95b900', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.finalized', '01a2055b-376c-7f3e-8f84-2070fde846c1', '2026-11-22', '2026-11-22 22:23:13.796201+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-37b0-70d0-b3a2-d5134a31b11c', '01a2055b-363d-70ba-8359-d24db179b610', 'payment.succeeded', '01a2055b-37ab-7443-8efd-4bf71dd4154d', '2026-11-22', '2026-11-22 22:23:13.828295+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-37f9-7da9-8395-99c0cbb8bf90', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice.finalized', '01a2055b-37de-74d9-a753-54923c3dc89c', '2026-11-22', '2026-11-22 22:23:13.904687+00');
INSERT INTO public.ledger_transactions VALUES ('01a2055b-38d6-731e-98f7-3599b6137efd', '01a2055b-363d-70ba-8359-d24db179b610', 'refund.succeeded', '01a2055b-386d-7f2e-83f8-d711306153bd', '2026-11-22', '2026-11-22 22:23:14.108186+00');


--
-- Data for Name: migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migration VALUES (1, '2026-11-22T20:00:00:000000', 'quittance', '2026-11-22 22:23:03.899841');
INSERT INTO public.migration VALUES (2, '2026-11-22T21:00:00:000000', 'quittance', '2026-11-22 22:23:04.148657');


--
-- Data for Name: number_series; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.number_series VALUES ('01a2055b-2f87-7891-b268-e4fb47411654', '01a2055b-2e88-739d-8902-b4751fb74777', 'invoice', '2026', 4, '2026-11-22');
INSERT INTO public.number_series VALUES ('01a2055b-36c2-7fe1-a14c-324b066ac684', '01a2055b-363d-70ba-8359-d24db179b610', 'invoice', '2026', 4, '2026-11-22');


--
-- Data for Name: payers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payers VALUES ('01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-2e88-739d-8902-b4751fb74777', NULL, 'Bob', 'bob@example.com', '{}', NULL, NULL, 'active', '{}', 1, '2026-11-22 22:23:11.629332+00', '2026-11-22 22:23:11.629332+00');
INSERT INTO public.payers VALUES ('01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-363d-70ba-8359-d24db179b610', NULL, 'Bob', 'bob@example.com', '{}', NULL, NULL, 'active', '{}', 1, '2026-11-22 22:23:13.554947+00', '2026-11-22 22:23:13.554947+00');


--
-- Data for Name: payments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payments VALUES ('01a2055b-3155-7c8b-ac1a-cce4ca282f6c', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-310a-759d-aefe-0acea97a12c1', 'cash', 'succeeded', 'EUR', 11898, 11898, 0, 0, 0, 0, '2026-11-22', NULL, 'At the gate.', NULL, NULL, NULL, NULL, NULL, NULL, '01a2055b-2e04-7ab3-acbf-14c34c4a4644', '{}', 1, '2026-11-22 22:23:12.210517+00', '2026-11-22 22:23:12.210517+00');
INSERT INTO public.payments VALUES ('01a2055b-31a7-7b67-aa05-b51532c18084', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-3175-7464-8a25-ca0649592ed6', 'card', 'failed', 'EUR', 14280, 0, 0, 0, 0, 0, NULL, NULL, NULL, '01a2055b-2edb-7d93-9430-b02743ccfecf', 'simpay_4e879004ddac62c4ac769f5d71eb321d', NULL, 'card_declined', 'The bank declined the payment.', NULL, '01a2055b-2e04-7ab3-acbf-14c34c4a4644', '{}', 2, '2026-11-22 22:23:12.294407+00', '2026-11-22 22:23:12.369742+00');
INSERT INTO public.payments VALUES ('01a2055b-2fba-7d0b-bf25-855206c702e3', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-2f39-7424-89de-e8a100b13d94', 'card', 'succeeded', 'EUR', 23800, 11900, 0, 11900, 0, 0, '2026-11-22', NULL, NULL, '01a2055b-2edb-7d93-9430-b02743ccfecf', 'simpay_94fb48f1c0fe89fc02b11e7eeabace94', NULL, NULL, NULL, NULL, NULL, '{}', 4, '2026-11-22 22:23:11.788413+00', '2026-11-22 22:23:12.49287+00');
INSERT INTO public.payments VALUES ('01a2055b-37ab-7443-8efd-4bf71dd4154d', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-376c-7f3e-8f84-2070fde846c1', 'cash', 'succeeded', 'EUR', 11898, 11898, 0, 0, 0, 0, '2026-11-22', NULL, 'At the gate.', NULL, NULL, NULL, NULL, NULL, NULL, '01a2055b-362b-718e-9a7f-d170c0c51ea5', '{}', 1, '2026-11-22 22:23:13.828295+00', '2026-11-22 22:23:13.828295+00');
INSERT INTO public.payments VALUES ('01a2055b-3814-76f3-baa1-808bafe67d29', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-37de-74d9-a753-54923c3dc89c', 'card', 'failed', 'EUR', 14280, 0, 0, 0, 0, 0, NULL, NULL, NULL, '01a2055b-3680-7267-bdb6-64df5655e587', 'simpay_a260d3e1616d184b7abba968bdb8192b', NULL, 'card_declined', 'The bank declined the payment.', NULL, '01a2055b-362b-718e-9a7f-d170c0c51ea5', '{}', 2, '2026-11-22 22:23:13.936428+00', '2026-11-22 22:23:13.996337+00');
INSERT INTO public.payments VALUES ('01a2055b-36dd-7d22-9c0d-5f063e63f70e', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-36a2-7e35-940e-6b67bf780419', 'card', 'succeeded', 'EUR', 23800, 11900, 0, 11900, 0, 0, '2026-11-22', NULL, NULL, '01a2055b-3680-7267-bdb6-64df5655e587', 'simpay_5473402972cb07d463eecfc470f1b21e', NULL, NULL, NULL, NULL, NULL, '{}', 4, '2026-11-22 22:23:13.622964+00', '2026-11-22 22:23:14.133668+00');


--
-- Data for Name: receiver_members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receiver_members VALUES ('01a2055b-2e8c-7c72-9af4-4eb40d89a25d', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'owner', '2026-11-22 22:23:11.439476+00');
INSERT INTO public.receiver_members VALUES ('01a2055b-363f-7c33-854b-15d0686e2ec9', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-362b-718e-9a7f-d170c0c51ea5', 'owner', '2026-11-22 22:23:13.468673+00');


--
-- Data for Name: receivers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receivers VALUES ('01a2055b-2e88-739d-8902-b4751fb74777', 'Ada''s Gardens', NULL, '{}', NULL, NULL, 'EUR', 'Europe/Berlin', NULL, 'INV', '{PREFIX}-{YYYY}-{SEQ:5}', 30, 'active', '{}', 1, '2026-11-22 22:23:11.439476+00', '2026-11-22 22:23:11.439476+00');
INSERT INTO public.receivers VALUES ('01a2055b-363d-70ba-8359-d24db179b610', 'Ada''s Gardens', NULL, '{}', NULL, NULL, 'EUR', 'Europe/Berlin', NULL, 'INV', '{PREFIX}-{YYYY}-{SEQ:5}', 30, 'active', '{}', 1, '2026-11-22 22:23:13.468673+00', '2026-11-22 22:23:13.468673+00');


--
-- Data for Name: reconciliation_runs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: refunds; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refunds VALUES ('01a2055b-3235-7c50-a6b9-9a0c0287fa6a', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f0f-7e04-8c28-55382e3904a3', '01a2055b-2fba-7d0b-bf25-855206c702e3', 'succeeded', 'EUR', 11900, 'A smaller garden.', '2026-11-22', '01a2055b-2edb-7d93-9430-b02743ccfecf', 'simrfd_2fea35dc9deb28b43a44f175ba4afd95', NULL, NULL, '01a2055b-2e04-7ab3-acbf-14c34c4a4644', '{}', 2, '2026-11-22 22:23:12.431477+00', '2026-11-22 22:23:12.49418+00');
INSERT INTO public.refunds VALUES ('01a2055b-386d-7f2e-83f8-d711306153bd', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-775b-8d67-24a729c03cf4', '01a2055b-36dd-7d22-9c0d-5f063e63f70e', 'succeeded', 'EUR', 11900, 'A smaller garden.', '2026-11-22', '01a2055b-3680-7267-bdb6-64df5655e587', 'simrfd_478b4bf7b338087a975705ee0d05d82d', NULL, NULL, '01a2055b-362b-718e-9a7f-d170c0c51ea5', '{}', 2, '2026-11-22 22:23:14.02042+00', '2026-11-22 22:23:14.134037+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES ('01a2055b-2e04-7ab3-acbf-14c34c4a4644', 'ada.8185a088a1bf@example.com', '$argon2id$v=19$m=19456,t=2,p=1$0SKRHyr2AXO0FPEEOD+X8Q$v7VhwS0wKqeCr2ePbER58f2t76hDHlNq1+UBcnd6m+c', 'Ada', 'member', 'active', 1, '2026-11-22 22:23:11.402702+00', '2026-11-22 22:23:11.402702+00');
INSERT INTO public.users VALUES ('01a2055b-362b-718e-9a7f-d170c0c51ea5', 'ada.7e94c40588eb@example.com', '$argon2id$v=19$m=19456,t=2,p=1$IOsoypRFI2mMNzvKAMEPUQ$SHvFkxmm7pX09By1J74dzj+0STdnam2l5KMt14E4mH0', 'Ada', 'member', 'active', 1, '2026-11-22 22:23:13.451444+00', '2026-11-22 22:23:13.451444+00');


--
-- Data for Name: webhook_attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_attempts VALUES ('01a2055b-2f80-73e6-ab67-dcff59eadec5', '01a2055b-2f19-76ad-8410-960a94b6f322', 1, '2026-11-22 22:23:11.734464+00', 7, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:11.759005+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-2fa0-7e31-a371-3d12a4e2d329', '01a2055b-2f59-79b8-a9da-a09373e72215', 1, '2026-11-22 22:23:11.773183+00', 3, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:11.777937+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-2fc3-711b-960e-72488617f11b', '01a2055b-2f99-7b53-91d0-df51f22b9af9', 1, '2026-11-22 22:23:11.798945+00', 12, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:11.811451+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3015-70b6-afd4-9f64ca0d4697', '01a2055b-2fda-726d-9191-6a20f7a7c6bf', 1, '2026-11-22 22:23:11.883083+00', 10, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:11.894177+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-30c8-7f81-a76f-04afe9c3c4d3', '01a2055b-305e-794d-9fbb-29d7db247111', 1, '2026-11-22 22:23:12.049026+00', 21, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.095716+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-30c8-7ff9-9cc2-aa181dd28de5', '01a2055b-305e-7f03-91bf-30ae0725c954', 1, '2026-11-22 22:23:12.060973+00', 12, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.095716+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3140-7738-8a30-05fc03b79230', '01a2055b-3119-7fbf-965e-167f162df393', 1, '2026-11-22 22:23:12.183566+00', 8, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.195607+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3175-7331-a2d6-4b4cb6f9fb85', '01a2055b-3146-7ff3-8f9a-d0723c83e93b', 1, '2026-11-22 22:23:12.240665+00', 4, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.248001+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3192-73d9-b817-6d5e6f845f88', '01a2055b-3166-782c-a141-f3f839fb2098', 1, '2026-11-22 22:23:12.257088+00', 10, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.275784+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3192-7450-89b8-286495a7bb64', '01a2055b-3166-71a7-b28f-ddc912bc77ee', 1, '2026-11-22 22:23:12.263995+00', 10, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.275784+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3192-7470-9322-e7d54f3994da', '01a2055b-317a-7f47-9fc1-a06404cb44f4', 1, '2026-11-22 22:23:12.264734+00', 9, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.275784+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-31af-7caf-9873-fdc0649cd5bb', '01a2055b-3195-797a-8ff8-f33f25f6b56b', 1, '2026-11-22 22:23:12.300176+00', 3, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.307075+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-31da-7dd4-a64a-7fa734ec9561', '01a2055b-31b5-7130-9115-af3d18779758', 1, '2026-11-22 22:23:12.344166+00', 2, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.3471+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-320c-71f8-add7-50e04f4ff8e4', '01a2055b-31f4-790f-ab11-1feb84d2c9d2', 1, '2026-11-22 22:23:12.391107+00', 5, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.397264+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3258-702e-b96a-7b25e1b39271', '01a2055b-323a-70ca-a398-c28b449976a9', 1, '2026-11-22 22:23:12.469739+00', 2, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.473177+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3292-7c98-990f-fb6e9784789e', '01a2055b-3272-70b8-868b-3bebba69934b', 1, '2026-11-22 22:23:12.521865+00', 7, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.531035+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3292-7cf4-8bab-0e8afaaacc65', '01a2055b-3272-7964-ad0a-c8f4b257780c', 1, '2026-11-22 22:23:12.523013+00', 8, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:12.531035+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-36a8-713c-9e21-4ed8f6558a44', '01a2055b-3695-7528-af95-7b96038dcf08', 1, '2026-11-22 22:23:13.571394+00', 4, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.576278+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-36df-7dd2-9315-6988cff03bc8', '01a2055b-36ac-7bef-b297-089dab7cae0b', 1, '2026-11-22 22:23:13.626201+00', 4, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.63369+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-36df-7e28-b396-288f0d2b4b99', '01a2055b-36cd-7342-8a4f-f00b46d13a4f', 1, '2026-11-22 22:23:13.626747+00', 5, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.63369+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-36fe-78a1-8c14-ef94cf6675af', '01a2055b-36e3-78d7-9b48-65e91a54d194', 1, '2026-11-22 22:23:13.656488+00', 6, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.662745+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-375c-786c-b76e-06a01a01d83e', '01a2055b-3735-7651-ba85-0746e5036360', 1, '2026-11-22 22:23:13.750621+00', 5, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.757188+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-375c-78d1-abfd-f71574a518ea', '01a2055b-3735-7bc9-ac73-3dddf284436a', 1, '2026-11-22 22:23:13.751324+00', 5, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.757188+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-37a7-740b-9f31-f1ffebe48108', '01a2055b-3774-7ba7-9bf4-25264ec5e47e', 1, '2026-11-22 22:23:13.821185+00', 10, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.832545+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-37c3-75c1-8f95-c296df1a3ae6', '01a2055b-3799-78b4-89a0-94175d3bb88e', 1, '2026-11-22 22:23:13.849504+00', 6, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.86472+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-37d8-766d-91b3-35baea9bd034', '01a2055b-37b5-7555-b207-d0852b5d956b', 1, '2026-11-22 22:23:13.875129+00', 4, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.881727+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-37d8-76eb-81c5-489901bd65be', '01a2055b-37b5-7b88-9af8-217b6088ec1f', 1, '2026-11-22 22:23:13.87622+00', 4, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.881727+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3814-7a37-a9f6-50ff67aa8175', '01a2055b-37e6-72c9-a1b1-76eab0ba3cc2', 1, '2026-11-22 22:23:13.932192+00', 8, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.941348+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3828-7120-908b-0741b1866314', '01a2055b-3802-7a5e-860e-584f7e9e8e46', 1, '2026-11-22 22:23:13.956715+00', 3, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.961178+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-384c-7e6d-bda7-e8ffaea39247', '01a2055b-3820-7cf6-973e-b8b2268adb97', 1, '2026-11-22 22:23:13.986038+00', 11, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:13.999258+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3866-7c5a-a2ae-e4b699b605a9', '01a2055b-384e-7a2e-b984-288ce8443d7a', 1, '2026-11-22 22:23:14.014294+00', 8, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:14.02414+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-38b5-747a-b7ce-d7934f6549e5', '01a2055b-3873-7e56-ab88-f24c7f141ef5', 1, '2026-11-22 22:23:14.095116+00', 6, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:14.102278+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3901-7220-b304-e5d0c053a471', '01a2055b-38d9-74e9-967f-afab85f82bff', 1, '2026-11-22 22:23:14.17163+00', 5, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:14.177358+00');
INSERT INTO public.webhook_attempts VALUES ('01a2055b-3901-7267-9ac5-b479b92ed111', '01a2055b-38d9-7e08-8e4d-a0713f794fa4', 1, '2026-11-22 22:23:14.169485+00', 7, 204, NULL, NULL, NULL, true, '2026-11-22 22:23:14.177358+00');


--
-- Data for Name: webhook_deliveries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_deliveries VALUES ('01a2055b-2f19-76ad-8410-960a94b6f322', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f11-7003-9bc3-7591b5add12d', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:11.744209+00', NULL, '2026-11-22 22:23:11.744209+00', '2026-11-22 22:23:11.629332+00', '2026-11-22 22:23:11.761051+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-2f59-79b8-a9da-a09373e72215', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f57-7d74-a463-a1f66894cc67', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:11.776869+00', NULL, '2026-11-22 22:23:11.776869+00', '2026-11-22 22:23:11.656883+00', '2026-11-22 22:23:11.778591+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-2f99-7b53-91d0-df51f22b9af9', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2f91-77af-80b9-4b27fb640770', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:11.811051+00', NULL, '2026-11-22 22:23:11.811051+00', '2026-11-22 22:23:11.720784+00', '2026-11-22 22:23:11.812055+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-2fda-726d-9191-6a20f7a7c6bf', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-2fd8-79a7-9033-38eb692d34f3', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:11.893027+00', NULL, '2026-11-22 22:23:11.893027+00', '2026-11-22 22:23:11.788413+00', '2026-11-22 22:23:11.89719+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-305e-794d-9fbb-29d7db247111', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-305b-7cc6-bd2a-0e2b7975e97c', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.072927+00', NULL, '2026-11-22 22:23:12.072927+00', '2026-11-22 22:23:11.906134+00', '2026-11-22 22:23:12.096472+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-305e-7f03-91bf-30ae0725c954', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-305b-7c89-8273-24758e8f53b7', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.072927+00', NULL, '2026-11-22 22:23:12.072927+00', '2026-11-22 22:23:11.906134+00', '2026-11-22 22:23:12.096543+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3119-7fbf-965e-167f162df393', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3117-75b4-953d-c61799819fe4', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.192432+00', NULL, '2026-11-22 22:23:12.192432+00', '2026-11-22 22:23:12.136+00', '2026-11-22 22:23:12.196335+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3146-7ff3-8f9a-d0723c83e93b', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3143-7291-890b-e1c70866d246', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.245182+00', NULL, '2026-11-22 22:23:12.245182+00', '2026-11-22 22:23:12.176387+00', '2026-11-22 22:23:12.24904+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3166-782c-a141-f3f839fb2098', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3164-7df7-ba5e-df95c23ca3c2', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.274215+00', NULL, '2026-11-22 22:23:12.274215+00', '2026-11-22 22:23:12.210517+00', '2026-11-22 22:23:12.276535+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3166-71a7-b28f-ddc912bc77ee', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3164-7dca-84ed-b92fafefe19a', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.274215+00', NULL, '2026-11-22 22:23:12.274215+00', '2026-11-22 22:23:12.210517+00', '2026-11-22 22:23:12.276614+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-317a-7f47-9fc1-a06404cb44f4', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3179-7533-9062-f0e6063e8b0e', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.274215+00', NULL, '2026-11-22 22:23:12.274215+00', '2026-11-22 22:23:12.243498+00', '2026-11-22 22:23:12.276627+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3195-797a-8ff8-f33f25f6b56b', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3191-78be-ace4-128cfee7fa0d', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.303779+00', NULL, '2026-11-22 22:23:12.303779+00', '2026-11-22 22:23:12.261285+00', '2026-11-22 22:23:12.307851+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-31b5-7130-9115-af3d18779758', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-31b4-70cb-bdec-11fe97ad7855', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.34685+00', NULL, '2026-11-22 22:23:12.34685+00', '2026-11-22 22:23:12.294407+00', '2026-11-22 22:23:12.347764+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-31f4-790f-ab11-1feb84d2c9d2', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-31f3-72e4-9aa1-b86afa90eac8', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.396108+00', NULL, '2026-11-22 22:23:12.396108+00', '2026-11-22 22:23:12.354821+00', '2026-11-22 22:23:12.397796+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-323a-70ca-a398-c28b449976a9', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3238-726e-b728-5fdd81b41e1c', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.471999+00', NULL, '2026-11-22 22:23:12.471999+00', '2026-11-22 22:23:12.431477+00', '2026-11-22 22:23:12.473684+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3272-70b8-868b-3bebba69934b', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3270-7551-9a90-73d10912669b', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.530771+00', NULL, '2026-11-22 22:23:12.530771+00', '2026-11-22 22:23:12.474527+00', '2026-11-22 22:23:12.531828+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3272-7964-ad0a-c8f4b257780c', '01a2055b-2e88-739d-8902-b4751fb74777', '01a2055b-3270-7526-8a9b-f0149ed81d1c', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', 'delivered', 1, '2026-11-22 22:23:12.530771+00', NULL, '2026-11-22 22:23:12.530771+00', '2026-11-22 22:23:12.474527+00', '2026-11-22 22:23:12.531901+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3695-7528-af95-7b96038dcf08', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3693-7fa0-b5c2-83b3331b54ee', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.576065+00', NULL, '2026-11-22 22:23:13.576065+00', '2026-11-22 22:23:13.554947+00', '2026-11-22 22:23:13.576785+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-36ac-7bef-b297-089dab7cae0b', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-36ab-76f6-813a-adaea23bfb87', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.631738+00', NULL, '2026-11-22 22:23:13.631738+00', '2026-11-22 22:23:13.566574+00', '2026-11-22 22:23:13.640522+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-36cd-7342-8a4f-f00b46d13a4f', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-36c9-7988-8c07-40160a54dbde', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.631738+00', NULL, '2026-11-22 22:23:13.631738+00', '2026-11-22 22:23:13.596796+00', '2026-11-22 22:23:13.64059+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-36e3-78d7-9b48-65e91a54d194', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-36e1-7fc3-b8dc-96623ea7f5fc', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.662526+00', NULL, '2026-11-22 22:23:13.662526+00', '2026-11-22 22:23:13.622964+00', '2026-11-22 22:23:13.663292+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3735-7651-ba85-0746e5036360', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3733-7b59-88e8-b45dec191bdc', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.756509+00', NULL, '2026-11-22 22:23:13.756509+00', '2026-11-22 22:23:13.699813+00', '2026-11-22 22:23:13.757823+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3735-7bc9-ac73-3dddf284436a', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3733-7b1c-83fd-dc75560a581f', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.756509+00', NULL, '2026-11-22 22:23:13.756509+00', '2026-11-22 22:23:13.699813+00', '2026-11-22 22:23:13.757906+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3774-7ba7-9bf4-25264ec5e47e', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3773-78a7-8283-3c59ad50e700', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.831238+00', NULL, '2026-11-22 22:23:13.831238+00', '2026-11-22 22:23:13.772003+00', '2026-11-22 22:23:13.833176+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3799-78b4-89a0-94175d3bb88e', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3797-7527-b2eb-00dc5d466bb8', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.859346+00', NULL, '2026-11-22 22:23:13.859346+00', '2026-11-22 22:23:13.796201+00', '2026-11-22 22:23:13.865308+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-37b5-7555-b207-d0852b5d956b', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-37b4-784f-af64-cd0451eda748', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.880376+00', NULL, '2026-11-22 22:23:13.880376+00', '2026-11-22 22:23:13.828295+00', '2026-11-22 22:23:13.882481+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-37b5-7b88-9af8-217b6088ec1f', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-37b4-7821-bbf8-51fd61c9a4a5', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.880376+00', NULL, '2026-11-22 22:23:13.880376+00', '2026-11-22 22:23:13.828295+00', '2026-11-22 22:23:13.882576+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-37e6-72c9-a1b1-76eab0ba3cc2', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-37e3-7fb2-82ae-4dbda5c4c05f', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.940625+00', NULL, '2026-11-22 22:23:13.940625+00', '2026-11-22 22:23:13.88381+00', '2026-11-22 22:23:13.941999+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3802-7a5e-860e-584f7e9e8e46', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3801-75a7-ad89-4f08d3662b39', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.960059+00', NULL, '2026-11-22 22:23:13.960059+00', '2026-11-22 22:23:13.904687+00', '2026-11-22 22:23:13.961806+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3820-7cf6-973e-b8b2268adb97', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-381d-7e92-a1ec-edb5ad15bba8', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:13.996888+00', NULL, '2026-11-22 22:23:13.996888+00', '2026-11-22 22:23:13.936428+00', '2026-11-22 22:23:13.999971+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-384e-7a2e-b984-288ce8443d7a', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-384d-77b2-9e23-f82ce0b1b9b1', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:14.022759+00', NULL, '2026-11-22 22:23:14.022759+00', '2026-11-22 22:23:13.988886+00', '2026-11-22 22:23:14.024741+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-3873-7e56-ab88-f24c7f141ef5', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-3871-7e54-94b8-aab4acc0cdf5', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:14.101268+00', NULL, '2026-11-22 22:23:14.101268+00', '2026-11-22 22:23:14.02042+00', '2026-11-22 22:23:14.102726+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-38d9-74e9-967f-afab85f82bff', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-38d7-7e60-a456-706c5bd28ed7', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:14.17712+00', NULL, '2026-11-22 22:23:14.17712+00', '2026-11-22 22:23:14.108186+00', '2026-11-22 22:23:14.177871+00');
INSERT INTO public.webhook_deliveries VALUES ('01a2055b-38d9-7e08-8e4d-a0713f794fa4', '01a2055b-363d-70ba-8359-d24db179b610', '01a2055b-38d7-7e89-8001-4c368dcec338', '01a2055b-3688-74cd-9b19-7ae979e9f966', 'delivered', 1, '2026-11-22 22:23:14.17712+00', NULL, '2026-11-22 22:23:14.17712+00', '2026-11-22 22:23:14.108186+00', '2026-11-22 22:23:14.177936+00');


--
-- Data for Name: webhook_endpoints; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_endpoints VALUES ('01a2055b-2ef5-7698-b05a-c4b2b955a7ac', '01a2055b-2e88-739d-8902-b4751fb74777', 'http://127.0.0.1:33819/webhooks', NULL, '{}', 'enabled', NULL, 10, NULL, NULL, 0, '{}', 1, '2026-11-22 22:23:11.598247+00', '2026-11-22 22:23:11.598247+00');
INSERT INTO public.webhook_endpoints VALUES ('01a2055b-3688-74cd-9b19-7ae979e9f966', '01a2055b-363d-70ba-8359-d24db179b610', 'http://127.0.0.1:43939/webhooks', NULL, '{}', 'enabled', NULL, 10, NULL, NULL, 0, '{}', 1, '2026-11-22 22:23:13.543408+00', '2026-11-22 22:23:13.543408+00');


--
-- Data for Name: webhook_secrets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_secrets VALUES ('01a2055b-2ef6-76c4-b93b-5c11f78c04d1', '01a2055b-2ef5-7698-b05a-c4b2b955a7ac', '\x010b646576656c6f706d656e7477c462fab71f044a71b8d048244e421ff39bcd48ddcca12e2d7326405d33512a41e61f8d8cf0a7d0ba209f09f834c5b14359b322c68facef37800918cc930aece083c3e704d71a9422c4572111a6', NULL, '2026-11-22 22:23:11.598247+00');
INSERT INTO public.webhook_secrets VALUES ('01a2055b-3688-7a2b-a741-4a12f8003fce', '01a2055b-3688-74cd-9b19-7ae979e9f966', '\x010b646576656c6f706d656e7447b00564b4099bb489de1693aafff7f58639370bd035fa28442a322822da4dff9576ac022c8ade34728904d394fd2cecba33a7884e33182b13022c94fb81d30c718235ff3fe057dd672a951d33d4', NULL, '2026-11-22 22:23:13.543408+00');


--
-- Name: migration_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.migration_id_seq', 2, true);


--
-- Name: allocations allocations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.allocations
    ADD CONSTRAINT allocations_pkey PRIMARY KEY (id);


--
-- Name: attempts attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (id);


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
-- Name: discrepancies touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.discrepancies FOR EACH ROW EXECUTE FUNCTION public.touch_row();


--
-- Name: gateway_accounts touch_row; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER touch_row BEFORE UPDATE ON public.gateway_accounts FOR EACH ROW EXECUTE FUNCTION public.touch_row();


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



