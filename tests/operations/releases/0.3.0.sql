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
-- Name: make_partition(regclass, date); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.make_partition(parent regclass, month date) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
    DECLARE
        name text := parent::text || to_char(month, '_YYYY_MM');
        otherwise text := parent::text || '_otherwise';
        low uuid := uuid_floor(date_trunc('month', month::timestamp) AT TIME ZONE 'UTC');
        high uuid := uuid_floor((date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC');
        referred regclass;
    BEGIN
        IF to_regclass(name) IS NOT NULL THEN
            RETURN false;
        END IF;
        -- Keeps out nobody but others who make or drop months, one of whom may have made this one meanwhile.
        EXECUTE format('LOCK TABLE ONLY %s IN SHARE UPDATE EXCLUSIVE MODE', parent);
        IF to_regclass(name) IS NOT NULL THEN
            RETURN false;
        END IF;
        -- Attaching would wait for this one last, while everybody waits for us.
        FOR referred IN SELECT confrelid::regclass FROM pg_constraint WHERE conrelid = parent AND contype = 'f' LOOP
            EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', referred);
        END LOOP;
        EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name, parent);
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', otherwise);
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', otherwise);
        EXECUTE format('WITH moved AS (DELETE FROM %I WHERE id >= %L AND id < %L RETURNING *) '
            'INSERT INTO %I SELECT * FROM moved', otherwise, low, high, name);
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', otherwise);
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, low, high);
        IF parent = to_regclass('events') THEN
            EXECUTE format('CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON %I '
                'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
        END IF;
        RETURN true;
    END $$;


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


--
-- Name: uuid_floor(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.uuid_floor(instant timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
        SELECT (lpad(to_hex(floor(extract(epoch FROM instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
    $$;


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
-- Name: event_sequences; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_sequences (
    object_id uuid NOT NULL,
    sequence integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');


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
)
PARTITION BY RANGE (id);


--
-- Name: events_2026_11; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events_2026_11 (
    id uuid CONSTRAINT events_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT events_receiver_id_not_null NOT NULL,
    type character varying(40) CONSTRAINT events_type_not_null NOT NULL,
    object_kind character varying(24) CONSTRAINT events_object_kind_not_null NOT NULL,
    object_id uuid CONSTRAINT events_object_id_not_null NOT NULL,
    sequence integer DEFAULT 0 CONSTRAINT events_sequence_not_null NOT NULL,
    body bytea CONSTRAINT events_body_not_null NOT NULL,
    "position" bigint,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT events_created_at_not_null NOT NULL
);


--
-- Name: events_2026_12; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events_2026_12 (
    id uuid CONSTRAINT events_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT events_receiver_id_not_null NOT NULL,
    type character varying(40) CONSTRAINT events_type_not_null NOT NULL,
    object_kind character varying(24) CONSTRAINT events_object_kind_not_null NOT NULL,
    object_id uuid CONSTRAINT events_object_id_not_null NOT NULL,
    sequence integer DEFAULT 0 CONSTRAINT events_sequence_not_null NOT NULL,
    body bytea CONSTRAINT events_body_not_null NOT NULL,
    "position" bigint,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT events_created_at_not_null NOT NULL
);


--
-- Name: events_2027_01; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events_2027_01 (
    id uuid CONSTRAINT events_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT events_receiver_id_not_null NOT NULL,
    type character varying(40) CONSTRAINT events_type_not_null NOT NULL,
    object_kind character varying(24) CONSTRAINT events_object_kind_not_null NOT NULL,
    object_id uuid CONSTRAINT events_object_id_not_null NOT NULL,
    sequence integer DEFAULT 0 CONSTRAINT events_sequence_not_null NOT NULL,
    body bytea CONSTRAINT events_body_not_null NOT NULL,
    "position" bigint,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT events_created_at_not_null NOT NULL
);


--
-- Name: events_otherwise; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events_otherwise (
    id uuid CONSTRAINT events_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT events_receiver_id_not_null NOT NULL,
    type character varying(40) CONSTRAINT events_type_not_null NOT NULL,
    object_kind character varying(24) CONSTRAINT events_object_kind_not_null NOT NULL,
    object_id uuid CONSTRAINT events_object_id_not_null NOT NULL,
    sequence integer DEFAULT 0 CONSTRAINT events_sequence_not_null NOT NULL,
    body bytea CONSTRAINT events_body_not_null NOT NULL,
    "position" bigint,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT events_created_at_not_null NOT NULL
);


--
-- Name: feed; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed (
    id integer DEFAULT 1 NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    kept_from timestamp with time zone,
    CONSTRAINT the_feed_is_one CHECK ((id = 1))
);


--
-- Name: feed_floors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.feed_floors (
    receiver_id uuid NOT NULL,
    event_id uuid NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL
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
)
PARTITION BY RANGE (id);


--
-- Name: webhook_attempts_2026_11; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts_2026_11 (
    id uuid CONSTRAINT webhook_attempts_id_not_null NOT NULL,
    delivery_id uuid CONSTRAINT webhook_attempts_delivery_id_not_null NOT NULL,
    number integer DEFAULT 0 CONSTRAINT webhook_attempts_number_not_null NOT NULL,
    started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_started_at_not_null NOT NULL,
    duration_ms integer DEFAULT 0 CONSTRAINT webhook_attempts_duration_ms_not_null NOT NULL,
    response_status integer,
    error character varying(40) DEFAULT NULL::character varying,
    detail text,
    response_excerpt bytea,
    counted boolean DEFAULT true CONSTRAINT webhook_attempts_counted_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_created_at_not_null NOT NULL
);


--
-- Name: webhook_attempts_2026_12; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts_2026_12 (
    id uuid CONSTRAINT webhook_attempts_id_not_null NOT NULL,
    delivery_id uuid CONSTRAINT webhook_attempts_delivery_id_not_null NOT NULL,
    number integer DEFAULT 0 CONSTRAINT webhook_attempts_number_not_null NOT NULL,
    started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_started_at_not_null NOT NULL,
    duration_ms integer DEFAULT 0 CONSTRAINT webhook_attempts_duration_ms_not_null NOT NULL,
    response_status integer,
    error character varying(40) DEFAULT NULL::character varying,
    detail text,
    response_excerpt bytea,
    counted boolean DEFAULT true CONSTRAINT webhook_attempts_counted_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_created_at_not_null NOT NULL
);


--
-- Name: webhook_attempts_2027_01; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts_2027_01 (
    id uuid CONSTRAINT webhook_attempts_id_not_null NOT NULL,
    delivery_id uuid CONSTRAINT webhook_attempts_delivery_id_not_null NOT NULL,
    number integer DEFAULT 0 CONSTRAINT webhook_attempts_number_not_null NOT NULL,
    started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_started_at_not_null NOT NULL,
    duration_ms integer DEFAULT 0 CONSTRAINT webhook_attempts_duration_ms_not_null NOT NULL,
    response_status integer,
    error character varying(40) DEFAULT NULL::character varying,
    detail text,
    response_excerpt bytea,
    counted boolean DEFAULT true CONSTRAINT webhook_attempts_counted_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_created_at_not_null NOT NULL
);


--
-- Name: webhook_attempts_otherwise; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_attempts_otherwise (
    id uuid CONSTRAINT webhook_attempts_id_not_null NOT NULL,
    delivery_id uuid CONSTRAINT webhook_attempts_delivery_id_not_null NOT NULL,
    number integer DEFAULT 0 CONSTRAINT webhook_attempts_number_not_null NOT NULL,
    started_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_started_at_not_null NOT NULL,
    duration_ms integer DEFAULT 0 CONSTRAINT webhook_attempts_duration_ms_not_null NOT NULL,
    response_status integer,
    error character varying(40) DEFAULT NULL::character varying,
    detail text,
    response_excerpt bytea,
    counted boolean DEFAULT true CONSTRAINT webhook_attempts_counted_not_null NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_attempts_created_at_not_null NOT NULL
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
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
)
PARTITION BY LIST (status);


--
-- Name: webhook_deliveries_open; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries_open (
    id uuid CONSTRAINT webhook_deliveries_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT webhook_deliveries_receiver_id_not_null NOT NULL,
    event_id uuid CONSTRAINT webhook_deliveries_event_id_not_null NOT NULL,
    endpoint_id uuid CONSTRAINT webhook_deliveries_endpoint_id_not_null NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying CONSTRAINT webhook_deliveries_status_not_null NOT NULL,
    attempts integer DEFAULT 0 CONSTRAINT webhook_deliveries_attempts_not_null NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_next_attempt_at_not_null NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_updated_at_not_null NOT NULL,
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) CONSTRAINT webhook_deliveries_event_type_not_null NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 CONSTRAINT webhook_deliveries_tries_not_null NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');


--
-- Name: webhook_deliveries_over; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries_over (
    id uuid CONSTRAINT webhook_deliveries_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT webhook_deliveries_receiver_id_not_null NOT NULL,
    event_id uuid CONSTRAINT webhook_deliveries_event_id_not_null NOT NULL,
    endpoint_id uuid CONSTRAINT webhook_deliveries_endpoint_id_not_null NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying CONSTRAINT webhook_deliveries_status_not_null NOT NULL,
    attempts integer DEFAULT 0 CONSTRAINT webhook_deliveries_attempts_not_null NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_next_attempt_at_not_null NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_updated_at_not_null NOT NULL,
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) CONSTRAINT webhook_deliveries_event_type_not_null NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 CONSTRAINT webhook_deliveries_tries_not_null NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
)
PARTITION BY RANGE (id);


--
-- Name: webhook_deliveries_over_2026_11; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries_over_2026_11 (
    id uuid CONSTRAINT webhook_deliveries_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT webhook_deliveries_receiver_id_not_null NOT NULL,
    event_id uuid CONSTRAINT webhook_deliveries_event_id_not_null NOT NULL,
    endpoint_id uuid CONSTRAINT webhook_deliveries_endpoint_id_not_null NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying CONSTRAINT webhook_deliveries_status_not_null NOT NULL,
    attempts integer DEFAULT 0 CONSTRAINT webhook_deliveries_attempts_not_null NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_next_attempt_at_not_null NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_updated_at_not_null NOT NULL,
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) CONSTRAINT webhook_deliveries_event_type_not_null NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 CONSTRAINT webhook_deliveries_tries_not_null NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
);


--
-- Name: webhook_deliveries_over_2026_12; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries_over_2026_12 (
    id uuid CONSTRAINT webhook_deliveries_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT webhook_deliveries_receiver_id_not_null NOT NULL,
    event_id uuid CONSTRAINT webhook_deliveries_event_id_not_null NOT NULL,
    endpoint_id uuid CONSTRAINT webhook_deliveries_endpoint_id_not_null NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying CONSTRAINT webhook_deliveries_status_not_null NOT NULL,
    attempts integer DEFAULT 0 CONSTRAINT webhook_deliveries_attempts_not_null NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_next_attempt_at_not_null NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_updated_at_not_null NOT NULL,
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) CONSTRAINT webhook_deliveries_event_type_not_null NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 CONSTRAINT webhook_deliveries_tries_not_null NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
);


--
-- Name: webhook_deliveries_over_2027_01; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries_over_2027_01 (
    id uuid CONSTRAINT webhook_deliveries_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT webhook_deliveries_receiver_id_not_null NOT NULL,
    event_id uuid CONSTRAINT webhook_deliveries_event_id_not_null NOT NULL,
    endpoint_id uuid CONSTRAINT webhook_deliveries_endpoint_id_not_null NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying CONSTRAINT webhook_deliveries_status_not_null NOT NULL,
    attempts integer DEFAULT 0 CONSTRAINT webhook_deliveries_attempts_not_null NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_next_attempt_at_not_null NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_updated_at_not_null NOT NULL,
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) CONSTRAINT webhook_deliveries_event_type_not_null NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 CONSTRAINT webhook_deliveries_tries_not_null NOT NULL,
    CONSTRAINT webhook_deliveries_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'leased'::character varying, 'delivered'::character varying, 'exhausted'::character varying])::text[]))),
    CONSTRAINT webhook_deliveries_have_a_lease_while_leased CHECK ((((status)::text = 'leased'::text) = (lease_token IS NOT NULL)))
);


--
-- Name: webhook_deliveries_over_otherwise; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries_over_otherwise (
    id uuid CONSTRAINT webhook_deliveries_id_not_null NOT NULL,
    receiver_id uuid CONSTRAINT webhook_deliveries_receiver_id_not_null NOT NULL,
    event_id uuid CONSTRAINT webhook_deliveries_event_id_not_null NOT NULL,
    endpoint_id uuid CONSTRAINT webhook_deliveries_endpoint_id_not_null NOT NULL,
    status character varying(10) DEFAULT 'pending'::character varying CONSTRAINT webhook_deliveries_status_not_null NOT NULL,
    attempts integer DEFAULT 0 CONSTRAINT webhook_deliveries_attempts_not_null NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_next_attempt_at_not_null NOT NULL,
    lease_token uuid,
    delivered_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_created_at_not_null NOT NULL,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP CONSTRAINT webhook_deliveries_updated_at_not_null NOT NULL,
    error character varying(40) DEFAULT NULL::character varying,
    event_type character varying(40) CONSTRAINT webhook_deliveries_event_type_not_null NOT NULL,
    response_status integer,
    tries integer DEFAULT 0 CONSTRAINT webhook_deliveries_tries_not_null NOT NULL,
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
    header_names character varying(100)[] DEFAULT '{}'::character varying[] NOT NULL,
    headers bytea,
    payload character varying(10) DEFAULT 'full'::character varying NOT NULL,
    public_key character varying(64) DEFAULT NULL::character varying,
    signature character varying(10) DEFAULT 'v1'::character varying NOT NULL,
    warned_at timestamp with time zone,
    paced_until timestamp with time zone,
    max_per_second integer,
    CONSTRAINT webhook_endpoints_have_a_known_payload CHECK (((payload)::text = ANY ((ARRAY['full'::character varying, 'thin'::character varying])::text[]))),
    CONSTRAINT webhook_endpoints_have_a_known_signature CHECK (((signature)::text = ANY ((ARRAY['v1'::character varying, 'v1a'::character varying])::text[]))),
    CONSTRAINT webhook_endpoints_have_a_known_status CHECK (((status)::text = ANY ((ARRAY['enabled'::character varying, 'paused'::character varying, 'disabled'::character varying])::text[]))),
    CONSTRAINT webhook_endpoints_have_a_limit CHECK (((max_in_flight >= 1) AND (max_in_flight <= 100))),
    CONSTRAINT webhook_endpoints_have_a_pace CHECK (((max_per_second >= 1) AND (max_per_second <= 1000)))
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
-- Name: webhook_tallies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_tallies (
    name character varying(100) NOT NULL,
    total double precision DEFAULT 0.0 NOT NULL
);


--
-- Name: events_2026_11; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');


--
-- Name: events_2026_12; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026_12 FOR VALUES FROM ('01a22ee6-b000-0000-0000-000000000000') TO ('01a2ce8b-d400-0000-0000-000000000000');


--
-- Name: events_2027_01; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2027_01 FOR VALUES FROM ('01a2ce8b-d400-0000-0000-000000000000') TO ('01a36e30-f800-0000-0000-000000000000');


--
-- Name: events_otherwise; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_otherwise DEFAULT;


--
-- Name: webhook_attempts_2026_11; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts ATTACH PARTITION public.webhook_attempts_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');


--
-- Name: webhook_attempts_2026_12; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts ATTACH PARTITION public.webhook_attempts_2026_12 FOR VALUES FROM ('01a22ee6-b000-0000-0000-000000000000') TO ('01a2ce8b-d400-0000-0000-000000000000');


--
-- Name: webhook_attempts_2027_01; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts ATTACH PARTITION public.webhook_attempts_2027_01 FOR VALUES FROM ('01a2ce8b-d400-0000-0000-000000000000') TO ('01a36e30-f800-0000-0000-000000000000');


--
-- Name: webhook_attempts_otherwise; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts ATTACH PARTITION public.webhook_attempts_otherwise DEFAULT;


--
-- Name: webhook_deliveries_open; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries ATTACH PARTITION public.webhook_deliveries_open FOR VALUES IN ('pending', 'leased');


--
-- Name: webhook_deliveries_over; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries ATTACH PARTITION public.webhook_deliveries_over FOR VALUES IN ('delivered', 'exhausted');


--
-- Name: webhook_deliveries_over_2026_11; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over ATTACH PARTITION public.webhook_deliveries_over_2026_11 FOR VALUES FROM ('01a19467-e800-0000-0000-000000000000') TO ('01a22ee6-b000-0000-0000-000000000000');


--
-- Name: webhook_deliveries_over_2026_12; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over ATTACH PARTITION public.webhook_deliveries_over_2026_12 FOR VALUES FROM ('01a22ee6-b000-0000-0000-000000000000') TO ('01a2ce8b-d400-0000-0000-000000000000');


--
-- Name: webhook_deliveries_over_2027_01; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over ATTACH PARTITION public.webhook_deliveries_over_2027_01 FOR VALUES FROM ('01a2ce8b-d400-0000-0000-000000000000') TO ('01a36e30-f800-0000-0000-000000000000');


--
-- Name: webhook_deliveries_over_otherwise; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over ATTACH PARTITION public.webhook_deliveries_over_otherwise DEFAULT;


--
-- Name: migration id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration ALTER COLUMN id SET DEFAULT nextval('public.migration_id_seq'::regclass);


--
-- Data for Name: action_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.action_tokens VALUES ('01a2209f-d671-76a4-aa61-4073ec02125c', 'verify_email', '\x18a3ccaf8ba54a1beeb2c7889a95a46a90cc38d16b913614150bfdfa83dde74d', 'ada.dc2e5c7aee24@example.com', '01a2209f-d66d-7184-b931-a37652e055c9', NULL, NULL, NULL, '2026-11-30 05:27:55.760694+00', NULL, NULL, '2026-11-28 05:27:55.756988+00');


--
-- Data for Name: allocations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.allocations VALUES ('01a2209f-d6eb-7dd3-bdb1-011367379785', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', '01a2209f-d6d0-751b-a570-a2949173b1f2', NULL, 'EUR', 23800, 'settled', '2026-11-28 05:27:55.880896+00');
INSERT INTO public.allocations VALUES ('01a2209f-d7a5-7adc-8053-fbaa4894e40b', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7a5-7414-98b3-9bec669933da', '01a2209f-d790-7872-9676-f0c2ec7120af', NULL, 'EUR', 11898, 'settled', '2026-11-28 05:27:56.068214+00');
INSERT INTO public.allocations VALUES ('01a2209f-d7bc-7377-8e3a-397a17eb0d01', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', '01a2209f-d7b0-72d5-955f-8102e52d3230', NULL, 'EUR', 14280, 'released', '2026-11-28 05:27:56.090918+00');
INSERT INTO public.allocations VALUES ('01a2209f-d848-7fa5-b8df-295960d0315c', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', '01a2209f-d6d0-751b-a570-a2949173b1f2', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', 'EUR', -11900, 'settled', '2026-11-28 05:27:56.229065+00');


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.attempts VALUES ('01a2209f-d6ed-75fb-85a7-8a2d2fd21007', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-28 05:28:55.924984+00', NULL, NULL, '2026-11-28 05:27:55.880896+00', '2026-11-28 05:27:55.992608+00');
INSERT INTO public.attempts VALUES ('01a2209f-d7bc-7e28-88da-2c7c5919bda2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', '01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', NULL, 'charge', NULL, 1, 'done', 1, '2026-11-28 05:28:56.107582+00', NULL, NULL, '2026-11-28 05:27:56.090918+00', '2026-11-28 05:27:56.129034+00');
INSERT INTO public.attempts VALUES ('01a2209f-d7fe-7ab2-a9e5-b968e717125b', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', 'refund', NULL, 1, 'done', 1, '2026-11-28 05:28:56.215417+00', NULL, NULL, '2026-11-28 05:27:56.15348+00', '2026-11-28 05:27:56.237957+00');


--
-- Data for Name: audit_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_log VALUES ('01a2209f-d7a9-760a-ad11-c5ec6efb1b0d', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, 'f9ff25b9-897f-44bc-bf31-273d69a67c99', '127.0.0.1', 'payment.succeeded', 'payment', '01a2209f-d7a5-7414-98b3-9bec669933da', NULL, '{"note": "[masked]", "amount": 11898, "method": "cash", "review": null, "status": "succeeded", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "reference": null, "invoice_id": "inv_01m8g9znwgf1s9cxqgrbp7285f", "allocations": [{"amount": 11898, "status": "settled", "invoice_id": "inv_01m8g9znwgf1s9cxqgrbp7285f"}], "next_action": null, "effective_on": "2026-11-28", "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 11898, "amount_unapplied": 0, "gateway_account_id": null, "gateway_payment_id": null}', 13, '\x9f763fcb44f971b264ef61facbb95691221ecfa3858e2b0f3e13c0e9bdb0544d', '\x2970f79432102edab216b5f43d731c6d6825f0e0c6222d68098c2cd83978a969', '2026-11-28 05:27:56.068214+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d7a9-7615-b5bf-dff544a84e87', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, 'f9ff25b9-897f-44bc-bf31-273d69a67c99', '127.0.0.1', 'invoice.paid', 'invoice', '01a2209f-d790-7872-9676-f0c2ec7120af', '{"amount_due": 11898, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 11898}', '{"amount_due": 0, "settlement": "paid", "amount_paid": 11898, "amount_payable": 0}', 14, '\x2970f79432102edab216b5f43d731c6d6825f0e0c6222d68098c2cd83978a969', '\xaf8eff02002bb1819e16a046f577728f435c21e3d6ade12946138fcdaee44c29', '2026-11-28 05:27:56.068214+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d7b1-7cb7-b0cd-ccc9bcd4cf50', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '4b8308a1-4ff5-4f5d-b0c0-04890feedb42', '127.0.0.1', 'invoice.created', 'invoice', '01a2209f-d7b0-72d5-955f-8102e52d3230', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 14280, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "receiver": null, "subtotal": 12000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 2280, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 15, '\xaf8eff02002bb1819e16a046f577728f435c21e3d6ade12946138fcdaee44c29', '\x4f4232eb15f8efa68769de0081ece2f342789cdcacf10b0ae86bc165924cc604', '2026-11-28 05:27:56.079484+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d7b7-795f-8010-91931ee2d1f7', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '1801f7e8-0960-4bc0-ba26-c61172e7a07e', '127.0.0.1', 'invoice.finalized', 'invoice', '01a2209f-d7b0-72d5-955f-8102e52d3230', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-28", "number": "INV-2026-00003", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-28", "reference": "[masked]", "amount_due": 14280, "amount_payable": 14280}', 16, '\x4f4232eb15f8efa68769de0081ece2f342789cdcacf10b0ae86bc165924cc604', '\xe87abe12790474b32c4706d4e28c229a5e4517d2dbd73227fd899b754adaccc2', '2026-11-28 05:27:56.08503+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d66e-7b37-8c01-831ce9b351c2', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, NULL, false, NULL, '9f1272e2-3328-4c61-8c40-68d3097b1d4b', '127.0.0.1', 'user.registered', 'user', '01a2209f-d66d-7184-b931-a37652e055c9', NULL, NULL, 1, '\x0000000000000000000000000000000000000000000000000000000000000000', '\x35094df5cb27a141f97b2f79d58fac4cc282b922e04bbc01ed0429535de18c8b', '2026-11-28 05:27:55.756988+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d68d-7f54-99ba-23a6f557c633', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, 'd82cfcd1-2ec1-4e45-ac85-4fda0c79f61c', '127.0.0.1', 'receiver.created', 'receiver', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '{"name": "[masked]", "email": null, "status": "active", "tax_id": null, "address": "[masked]", "country": null, "currency": "EUR", "metadata": "[masked]", "time_zone": "Europe/Berlin", "bank_account": null, "invoice_prefix": "INV", "number_pattern": "[masked]", "payment_terms_days": 30}', 2, '\x35094df5cb27a141f97b2f79d58fac4cc282b922e04bbc01ed0429535de18c8b', '\x4d13a9efde36ebe52e35797fe8d88fdafcee02e478c56446bcf8a66aa67ea731', '2026-11-28 05:27:55.78666+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d6b4-7d12-a413-534add81be87', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, 'fc6eac32-3098-498f-8cd0-700b838a3745', '127.0.0.1', 'gateway_account.created', 'gateway_account', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', NULL, '{"status": "active", "account": "[masked]", "gateway": "simulator", "metadata": "[masked]", "credentials": "[masked]", "reconciled_until": null}', 3, '\x4d13a9efde36ebe52e35797fe8d88fdafcee02e478c56446bcf8a66aa67ea731', '\xc56c627cd031e2fbe98ddfcdda834e2b069c53c5a4a4203edf53a3df212960a8', '2026-11-28 05:27:55.826232+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d6c0-7099-b1d9-fcfc47ac3163', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '61b119f3-bbdf-4799-b130-e25854d7421d', '127.0.0.1', 'webhook_endpoint.created', 'webhook_endpoint', '01a2209f-d6bb-74d9-80e0-f11e379c9377', NULL, '{"url": "[masked]", "status": "enabled", "headers": null, "payload": "full", "metadata": "[masked]", "signature": "v1", "warned_at": null, "public_key": null, "description": null, "event_types": [], "paced_until": null, "header_names": [], "paused_until": null, "failing_since": null, "max_in_flight": 10, "max_per_second": null, "disabled_reason": null, "failures_in_a_row": "[masked]"}', 4, '\xc56c627cd031e2fbe98ddfcdda834e2b069c53c5a4a4203edf53a3df212960a8', '\x004a6265635aa7c98d28f7ca03195a4f5fe753153907b93b98f6ca7625c53c0a', '2026-11-28 05:27:55.833151+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d6c5-71b9-bc34-594195588d9f', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '2483bd62-4d06-4ae6-8c59-26fc28fefe76', '127.0.0.1', 'payer.created', 'payer', '01a2209f-d6c4-7842-8629-f8467cb77284', NULL, '{"name": "[masked]", "email": "[masked]", "status": "active", "tax_id": null, "address": "[masked]", "country": null, "user_id": null, "metadata": "[masked]"}', 5, '\x004a6265635aa7c98d28f7ca03195a4f5fe753153907b93b98f6ca7625c53c0a', '\xd0ab9870a01e848155b327f9af0e2ccac5c381cae62ddbdfbe068b99c09192f0', '2026-11-28 05:27:55.843862+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d6d9-78ce-9de8-efda15c243f5', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '64412265-240d-4aa3-aaad-7bd6deef983a', '127.0.0.1', 'invoice.created', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 23800, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "receiver": null, "subtotal": 20000, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 3800, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 6, '\xd0ab9870a01e848155b327f9af0e2ccac5c381cae62ddbdfbe068b99c09192f0', '\xf3f447b75e7ad3d06e243b528fd12263a110c239ce63dced53ab4bc6ebeea38b', '2026-11-28 05:27:55.855191+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d6e5-7082-b882-522833af375e', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '145c31f7-5c95-4a0a-9e8c-a814ff230f29', '127.0.0.1', 'invoice.finalized', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-28", "number": "INV-2026-00001", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-28", "reference": "[masked]", "amount_due": 23800, "amount_payable": 23800}', 7, '\xf3f447b75e7ad3d06e243b528fd12263a110c239ce63dced53ab4bc6ebeea38b', '\x91f0d8720cbc7bb2c9266ee75094e2fab03512f44f6c94b8763745f03c50a17c', '2026-11-28 05:27:55.870567+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d6ee-7bd5-9275-3eb9a6702a98', NULL, 'pay_link:849a2ff4312b5b56ce9a88e01d34e3f3', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '050b6c7a-3954-4c39-b584-070b793ddafd', '127.0.0.1', 'payment.created', 'payment', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', NULL, '{"note": null, "amount": 23800, "method": "card", "review": null, "status": "created", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "reference": null, "invoice_id": "inv_01m8g9znpgemdtaw52jj8q7cfj", "allocations": [{"amount": 23800, "status": "reserved", "invoice_id": "inv_01m8g9znpgemdtaw52jj8q7cfj"}], "next_action": null, "effective_on": null, "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 0, "amount_unapplied": 0, "gateway_account_id": "gwa_01m8g9znnkfzcv9cc5wa4d4mty", "gateway_payment_id": null}', 8, '\x91f0d8720cbc7bb2c9266ee75094e2fab03512f44f6c94b8763745f03c50a17c', '\xa0bc7b7617bf800acfcfa2ce4fe964b3a681519c5e61509c89fa814af9bbd158', '2026-11-28 05:27:55.880896+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d752-7cd9-8930-f597e2ab8ba4', NULL, 'system', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, NULL, NULL, 'payment.succeeded', 'payment', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', '{"status": "created", "allocations": [{"amount": 23800, "status": "reserved", "invoice_id": "inv_01m8g9znpgemdtaw52jj8q7cfj"}], "effective_on": null, "amount_allocated": 0, "gateway_payment_id": null}', '{"status": "succeeded", "allocations": [{"amount": 23800, "status": "settled", "invoice_id": "inv_01m8g9znpgemdtaw52jj8q7cfj"}], "effective_on": "2026-11-28", "amount_allocated": 23800, "gateway_payment_id": "simpay_7a2b57b410b6fe9b29e82cb41e8691f7"}', 9, '\xa0bc7b7617bf800acfcfa2ce4fe964b3a681519c5e61509c89fa814af9bbd158', '\x77998df7781677c2c958ff8d946e849798aa212a7c9caaa4903d4be8de68e3f1', '2026-11-28 05:27:55.953545+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d752-7cf2-8adf-e9c06e4d38a2', NULL, 'system', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, NULL, NULL, 'invoice.paid', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', '{"in_flight": true, "amount_due": 23800, "settlement": "unpaid", "amount_paid": 0, "amount_reserved": 23800}', '{"in_flight": false, "amount_due": 0, "settlement": "paid", "amount_paid": 23800, "amount_reserved": 0}', 10, '\x77998df7781677c2c958ff8d946e849798aa212a7c9caaa4903d4be8de68e3f1', '\x3fa5cb598cd055f0a21940c6c990be9dd6bcbdfcc3465397ecba56025c5e6581', '2026-11-28 05:27:55.953545+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d84c-78e4-ae18-3daf013980bc', NULL, 'system', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, NULL, NULL, 'refund.succeeded', 'refund', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', '{"status": "requested", "effective_on": null, "gateway_refund_id": null}', '{"status": "succeeded", "effective_on": "2026-11-28", "gateway_refund_id": "simrfd_b82ffbde6df5965891aeea90b38114f3"}', 20, '\x482176e1c87f9e24ba7ba476652ab0d55f006d9f979a90a577180e558257d51f', '\xa9e3367a4311f2915ad6afb81d4148758ecdfcfcbd76ce40b9fcea086f2c673b', '2026-11-28 05:27:56.229065+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d84c-78ef-963e-808dedf4e0e3', NULL, 'system', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, NULL, NULL, 'invoice.reopened', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', '{"amount_due": 0, "settlement": "paid", "amount_paid": 23800, "amount_payable": 0}', '{"amount_due": 11900, "settlement": "partially_paid", "amount_paid": 11900, "amount_payable": 11900}', 21, '\xa9e3367a4311f2915ad6afb81d4148758ecdfcfcbd76ce40b9fcea086f2c673b', '\xb2701978df71a39baad08213c715c56d766f6b39349a38d755de1806a99b4620', '2026-11-28 05:27:56.229065+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d792-7285-81da-d699a5711267', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '952a4373-b8da-4661-b295-84bfdf346908', '127.0.0.1', 'invoice.created', 'invoice', '01a2209f-d790-7872-9676-f0c2ec7120af', NULL, '{"memo": null, "lines": "[masked]", "payer": null, "taxes": "[masked]", "total": 11898, "due_on": null, "number": null, "status": "draft", "overdue": false, "pay_url": null, "currency": "EUR", "discount": null, "disputed": false, "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "receiver": null, "subtotal": 9998, "in_flight": false, "issued_on": null, "reference": null, "tax_total": 1900, "amount_due": 0, "settlement": "unpaid", "amount_paid": 0, "amount_payable": 0, "discount_total": 0, "amount_credited": 0, "amount_overpaid": 0, "amount_reserved": 0, "amount_written_off": 0, "payment_terms_days": null, "prices_include_tax": false}', 11, '\x3fa5cb598cd055f0a21940c6c990be9dd6bcbdfcc3465397ecba56025c5e6581', '\x71f7e8d6c5837e6053e7935506ce88453c82cbd54977e4f845c58d4eb8b545dd', '2026-11-28 05:27:56.047961+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d79e-7503-bc50-88f076429aa8', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, '1ed9f1c3-62e4-4146-b59f-b375437ac306', '127.0.0.1', 'invoice.finalized', 'invoice', '01a2209f-d790-7872-9676-f0c2ec7120af', '{"payer": null, "due_on": null, "number": null, "status": "draft", "pay_url": null, "receiver": null, "issued_on": null, "reference": null, "amount_due": 0, "amount_payable": 0}', '{"payer": "[masked]", "due_on": "2026-12-28", "number": "INV-2026-00002", "status": "open", "pay_url": "[masked]", "receiver": "[masked]", "issued_on": "2026-11-28", "reference": "[masked]", "amount_due": 11898, "amount_payable": 11898}', 12, '\x71f7e8d6c5837e6053e7935506ce88453c82cbd54977e4f845c58d4eb8b545dd', '\x9f763fcb44f971b264ef61facbb95691221ecfa3858e2b0f3e13c0e9bdb0544d', '2026-11-28 05:27:56.056729+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d7df-7968-ac19-fb6598c8610b', NULL, 'system', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, NULL, NULL, 'payment.failed', 'payment', '01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', '{"status": "created", "allocations": [{"amount": 14280, "status": "reserved", "invoice_id": "inv_01m8g9znxgebasaqw10bjjtchg"}], "failure_code": null, "failure_message": null, "gateway_payment_id": null}', '{"status": "failed", "allocations": [{"amount": 14280, "status": "released", "invoice_id": "inv_01m8g9znxgebasaqw10bjjtchg"}], "failure_code": "card_declined", "failure_message": "[masked]", "gateway_payment_id": "simpay_65a3e81bea95732f677b14a6f97048f6"}', 18, '\x57b27808958e10ab641d9d1981cfe06e6390ab48d933ac69ffda6e855996af75', '\xdd316370c4c2af6bb09cb1dd79a6664ba394de7377c736654796f547f4c7f69e', '2026-11-28 05:27:56.116563+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d7bd-78b9-b93e-51d09357b0e3', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, 'a3bcdade-1239-46f9-8cf4-4cf9b7182822', '127.0.0.1', 'payment.created', 'payment', '01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', NULL, '{"note": null, "amount": 14280, "method": "card", "review": null, "status": "created", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "reference": null, "invoice_id": "inv_01m8g9znxgebasaqw10bjjtchg", "allocations": [{"amount": 14280, "status": "reserved", "invoice_id": "inv_01m8g9znxgebasaqw10bjjtchg"}], "next_action": null, "effective_on": null, "failure_code": null, "amount_refunded": 0, "amount_reversed": 0, "failure_message": null, "amount_allocated": 0, "amount_unapplied": 0, "gateway_account_id": "gwa_01m8g9znnkfzcv9cc5wa4d4mty", "gateway_payment_id": null}', 17, '\xe87abe12790474b32c4706d4e28c229a5e4517d2dbd73227fd899b754adaccc2', '\x57b27808958e10ab641d9d1981cfe06e6390ab48d933ac69ffda6e855996af75', '2026-11-28 05:27:56.090918+00');
INSERT INTO public.audit_log VALUES ('01a2209f-d7fe-7279-b290-40c707ce36ec', '01a2209f-d66d-7184-b931-a37652e055c9', 'user:01a2209f-d66d-7184-b931-a37652e055c9', NULL, '01a2209f-d68c-7a78-accf-4081d68821dc', false, NULL, 'a9d3c62b-c704-4a90-bdc1-de6b545b5567', '127.0.0.1', 'refund.created', 'refund', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', NULL, '{"amount": 11900, "reason": "[masked]", "status": "requested", "currency": "EUR", "metadata": "[masked]", "payer_id": "pyr_01m8g9znp4f118cafr8sybewm4", "payment_id": "pay_01m8g9znqafm1akh42ha878jjz", "effective_on": null, "failure_code": null, "failure_message": null, "gateway_refund_id": null}', 19, '\xdd316370c4c2af6bb09cb1dd79a6664ba394de7377c736654796f547f4c7f69e', '\x482176e1c87f9e24ba7ba476652ab0d55f006d9f979a90a577180e558257d51f', '2026-11-28 05:27:56.15348+00');


--
-- Data for Name: callbacks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.callbacks VALUES ('01a2209f-d737-7f44-8028-ccef2b8744d4', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', 'simevt_db2b98831b6358efba69fa41', 'payment.succeeded', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3761326235376234313062366665396232396538326362343165383639316637222c227265666572656e6365223a226174745f30316d3867397a6e71646571787262397761356d717834343037222c226163636f756e74223a22616363745f323332323230633631323733383336356233633536393866222c22737461747573223a22737563636565646564222c22616d6f756e74223a32333830302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226665655f616d6f756e74223a3335372c226f636375727265645f6174223a22323032362d31312d32385430353a32373a35352e3935313633305a227d', 'done', 1, '2026-11-28 05:28:25.993552+00', NULL, NULL, '2026-11-28 05:27:55.959916+00', '2026-11-28 05:27:56.011558+00');
INSERT INTO public.callbacks VALUES ('01a2209f-d7d6-7eeb-8945-52c78951ee74', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', 'simevt_ef3ba19ffb996aaf23b66b27', 'payment.failed', '\x7b2274797065223a227061796d656e74222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3635613365383162656139353733326636373762313461366639373034386636222c227265666572656e6365223a226174745f30316d3867397a6e787766726d3868706863666863686b666432222c226163636f756e74223a22616363745f323332323230633631323733383336356233633536393866222c22737461747573223a226661696c6564222c22616d6f756e74223a31343238302c2263757272656e6379223a22455552222c2272656469726563745f75726c223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c226665655f616d6f756e74223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32385430353a32373a35362e3131323934345a227d', 'done', 1, '2026-11-28 05:28:26.165206+00', NULL, NULL, '2026-11-28 05:27:56.118324+00', '2026-11-28 05:27:56.16833+00');
INSERT INTO public.callbacks VALUES ('01a2209f-d846-7c43-9ca4-35304028abe0', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', 'simevt_52c7b414be5cfedbd3b340e5', 'refund.succeeded', '\x7b2274797065223a22726566756e64222c22676174657761795f726566756e645f6964223a2273696d7266645f6238326666626465366466353936353839316165656139306233383131346633222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3761326235376234313062366665396232396538326362343165383639316637222c227265666572656e6365223a226174745f30316d3867397a6e7a79666173616b73647364336b6865346a76222c226163636f756e74223a22616363745f323332323230633631323733383336356233633536393866222c22737461747573223a22737563636565646564222c22616d6f756e74223a31313930302c2263757272656e6379223a22455552222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226f636375727265645f6174223a22323032362d31312d32385430353a32373a35362e3232353932315a227d', 'done', 1, '2026-11-28 05:28:26.268248+00', NULL, NULL, '2026-11-28 05:27:56.230708+00', '2026-11-28 05:27:56.270892+00');


--
-- Data for Name: discrepancies; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: event_sequences; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event_sequences VALUES ('01a2209f-d6c4-7842-8629-f8467cb77284', 1);
INSERT INTO public.event_sequences VALUES ('01a2209f-d6ea-7d02-a9c4-828a90744a5f', 2);
INSERT INTO public.event_sequences VALUES ('01a2209f-d790-7872-9676-f0c2ec7120af', 3);
INSERT INTO public.event_sequences VALUES ('01a2209f-d7a5-7414-98b3-9bec669933da', 1);
INSERT INTO public.event_sequences VALUES ('01a2209f-d7b0-72d5-955f-8102e52d3230', 2);
INSERT INTO public.event_sequences VALUES ('01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', 2);
INSERT INTO public.event_sequences VALUES ('01a2209f-d6d0-751b-a570-a2949173b1f2', 4);
INSERT INTO public.event_sequences VALUES ('01a2209f-d7fc-7160-93fe-81a8ccda99f1', 2);


--
-- Data for Name: events_2026_11; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7b7-7866-9298-507aa02d2d3d', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.finalized', 'invoice', '01a2209f-d7b0-72d5-955f-8102e52d3230', 2, '\x7b226964223a226576745f30316d3867397a6e787166316b39353632676661673274623978222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3038373532325a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303033222c227265666572656e6365223a2252463232494e56323032363030303033222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e7867666d7162356164346130666d716a6365222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31343238302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31343238302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3238222c226475655f6f6e223a22323032362d31322d3238222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a393230302f76312f7061792f64545f494433422d544c36676d69663237306779544a47326f563934325a547a6879615762504b7a70364d222c227265636569766572223a7b226964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3037393438345a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3038373233315a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', 12, '2026-11-28 05:27:56.08503+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7bd-77d1-a7a4-3ccd31f3df03', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.created', 'payment', '01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', 1, '\x7b226964223a226576745f30316d3867397a6e7878657a387466393177736d727a37717233222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3039333438365a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3867397a6e7876666e6562767671776879746a35393465222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22696e766f6963655f6964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3867397a6e6e6b667a63763963633577613464346d7479222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3039303931385a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3039303931385a227d2c2270726576696f7573223a7b7d7d', 13, '2026-11-28 05:27:56.090918+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7fe-7155-a30b-8bf604848f82', '01a2209f-d68c-7a78-accf-4081d68821dc', 'refund.created', 'refund', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', 1, '\x7b226964223a226576745f30316d3867397a6e7a7965356174363277627972323839337732222c2274797065223a22726566756e642e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3135383037385a222c2273657175656e6365223a312c2264617461223a7b226964223a227266645f30316d3867397a6e7a7765356739377a6d316e3336646e366668222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c227061796d656e745f6964223a227061795f30316d3867397a6e7161666d31616b68343268613837386a6a7a222c22737461747573223a22726571756573746564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3135333438305a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3135333438305a227d2c2270726576696f7573223a7b7d7d', 15, '2026-11-28 05:27:56.15348+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d6c5-708d-a2f8-e468cd8382c7', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payer.created', 'payer', '01a2209f-d6c4-7842-8629-f8467cb77284', 1, '\x7b226964223a226576745f30316d3867397a6e703565323674357937346433367237307037222c2274797065223a2270617965722e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35352e3834353033305a222c2273657175656e6365223a312c2264617461223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226f626a656374223a227061796572222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c22757365725f6964223a6e756c6c2c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c22737461747573223a22616374697665222c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3834333836325a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35352e3834333836325a227d2c2270726576696f7573223a7b7d7d', 1, '2026-11-28 05:27:55.843862+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d6d9-7789-9e0d-cbb30ec80730', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.created', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', 1, '\x7b226964223a226576745f30316d3867397a6e707365793473773365627063376367317367222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35352e3836353436365a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e706a6533687676626d61716a7a3178677a65222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3835353139315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35352e3836343633325a227d2c2270726576696f7573223a7b7d7d', 2, '2026-11-28 05:27:55.855191+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d6e4-7f7f-a092-926fd0d56a84', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.finalized', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', 2, '\x7b226964223a226576745f30316d3867397a6e713466787a7431346d6a647a386461746d34222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35352e3837363936355a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e706a6533687676626d61716a7a3178677a65222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a32333830302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3238222c226475655f6f6e223a22323032362d31322d3238222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a393230302f76312f7061792f7330576c634c554d444d414e30444967325a4c427673597834704c574f41474e425f3241487647626a3330222c227265636569766572223a7b226964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3835353139315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35352e3837363538375a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', 3, '2026-11-28 05:27:55.870567+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d6ee-7a92-9c3e-089300ce7188', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.created', 'payment', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', 1, '\x7b226964223a226576745f30316d3867397a6e716566613939726667386a63306377776338222c2274797065223a227061796d656e742e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35352e3838363635375a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3867397a6e7161666d31616b68343268613837386a6a7a222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22696e766f6963655f6964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c226d6574686f64223a2263617264222c22737461747573223a2263726561746564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3867397a6e6e6b667a63763963633577613464346d7479222c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3838303839365a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35352e3838303839365a227d2c2270726576696f7573223a7b7d7d', 4, '2026-11-28 05:27:55.880896+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d752-7a4c-8e8c-7ba3f0054ddd', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.succeeded', 'payment', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', 2, '\x7b226964223a226576745f30316d3867397a6e746a66393638783333766d667230616b6578222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35352e3938363633355a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d3867397a6e7161666d31616b68343268613837386a6a7a222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22696e766f6963655f6964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c226d6574686f64223a2263617264222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a32333830302c22616d6f756e745f616c6c6f6361746564223a32333830302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c22616d6f756e74223a32333830302c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3238222c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3867397a6e6e6b667a63763963633577613464346d7479222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3761326235376234313062366665396232396538326362343165383639316637222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3838303839365a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35352e3937373134395a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616d6f756e745f616c6c6f6361746564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c22616d6f756e74223a32333830302c22737461747573223a227265736572766564227d5d2c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c7d7d', 5, '2026-11-28 05:27:55.953545+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d752-7a7a-9b0e-d123c02586c5', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.paid', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', 3, '\x7b226964223a226576745f30316d3867397a6e746a66397839703370683466303262317035222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35352e3938363633355a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e706a6533687676626d61716a7a3178677a65222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3238222c226475655f6f6e223a22323032362d31322d3238222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a393230302f76312f7061792f7330576c634c554d444d414e30444967325a4c427673597834704c574f41474e425f3241487647626a3330222c227265636569766572223a7b226964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3835353139315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35352e3937363331375a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22696e5f666c69676874223a747275652c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a32333830302c22616d6f756e745f7265736572766564223a32333830307d7d', 6, '2026-11-28 05:27:55.953545+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d792-7113-a9f6-91aa497a486f', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.created', 'invoice', '01a2209f-d790-7872-9676-f0c2ec7120af', 1, '\x7b226964223a226576745f30316d3867397a6e776a653439746b786d686e3934716d6a3366222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3035303036325a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3867397a6e776766317339637871677262703732383566222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e776865616572346230646a747065776a7834222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3034373936315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3034393637395a227d2c2270726576696f7573223a7b7d7d', 7, '2026-11-28 05:27:56.047961+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d79e-740c-8a21-f36da523db10', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.finalized', 'invoice', '01a2209f-d790-7872-9676-f0c2ec7120af', 2, '\x7b226964223a226576745f30316d3867397a6e7779656736386d38666b64706a6a37707267222c2274797065223a22696e766f6963652e66696e616c697a6564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3036323234395a222c2273657175656e6365223a322c2264617461223a7b226964223a22696e765f30316d3867397a6e776766317339637871677262703732383566222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226f70656e222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e776865616572346230646a747065776a7834222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313839382c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3238222c226475655f6f6e223a22323032362d31322d3238222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a393230302f76312f7061792f6b58736d7a5f7a464b337238737868775842345679546873565161513053535f5973394e3279775a424434222c227265636569766572223a7b226964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3034373936315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3036313031365a227d2c2270726576696f7573223a7b22737461747573223a226472616674222c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a302c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c7d7d', 8, '2026-11-28 05:27:56.056729+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7a9-74a7-8137-caeb5379f19e', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.succeeded', 'payment', '01a2209f-d7a5-7414-98b3-9bec669933da', 1, '\x7b226964223a226576745f30316d3867397a6e7839656a6b7232647961786439716b776379222c2274797065223a227061796d656e742e737563636565646564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3037333238375a222c2273657175656e6365223a312c2264617461223a7b226964223a227061795f30316d3867397a6e7835656761396863777678686b396a637974222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22696e766f6963655f6964223a22696e765f30316d3867397a6e776766317339637871677262703732383566222c226d6574686f64223a2263617368222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313839382c22616d6f756e745f616c6c6f6361746564223a31313839382c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e776766317339637871677262703732383566222c22616d6f756e74223a31313839382c22737461747573223a22736574746c6564227d5d2c226566666563746976655f6f6e223a22323032362d31312d3238222c227265666572656e6365223a6e756c6c2c226e6f7465223a2241742074686520676174652e222c22676174657761795f6163636f756e745f6964223a6e756c6c2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3036383231345a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3036383231345a227d2c2270726576696f7573223a7b7d7d', 9, '2026-11-28 05:27:56.068214+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7a9-74c6-9f63-47bdaa591315', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.paid', 'invoice', '01a2209f-d790-7872-9676-f0c2ec7120af', 3, '\x7b226964223a226576745f30316d3867397a6e7839656b33397972743771706e356a34726e222c2274797065223a22696e766f6963652e70616964222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3037333238375a222c2273657175656e6365223a332c2264617461223a7b226964223a22696e765f30316d3867397a6e776766317339637871677262703732383566222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226f70656e222c22736574746c656d656e74223a2270616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303032222c227265666572656e6365223a2252463439494e56323032363030303032222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e776865616572346230646a747065776a7834222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22506c616e74696e67206f662074776f207472656573222c227175616e74697479223a2232222c22756e69745f7072696365223a2234392e3939222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a393939382c227461785f616d6f756e74223a313930307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a393939382c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a313930302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a393939382c22616d6f756e74223a313930307d5d2c22746f74616c223a31313839382c22616d6f756e745f70616964223a31313839382c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3238222c226475655f6f6e223a22323032362d31322d3238222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a393230302f76312f7061792f6b58736d7a5f7a464b337238737868775842345679546873565161513053535f5973394e3279775a424434222c227265636569766572223a7b226964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3034373936315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3037313237365a227d2c2270726576696f7573223a7b22736574746c656d656e74223a22756e70616964222c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a31313839382c22616d6f756e745f70617961626c65223a31313839387d7d', 10, '2026-11-28 05:27:56.068214+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7b1-7bbe-9e90-b540d4e8ac3d', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.created', 'invoice', '01a2209f-d7b0-72d5-955f-8102e52d3230', 1, '\x7b226964223a226576745f30316d3867397a6e786866657a397834356e3833616568623178222c2274797065223a22696e766f6963652e63726561746564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3038313733305a222c2273657175656e6365223a312c2264617461223a7b226964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226472616674222c22736574746c656d656e74223a22756e70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a6e756c6c2c227265666572656e6365223a6e756c6c2c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e7867666d7162356164346130666d716a6365222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a22412062656e6368222c227175616e74697479223a2231222c22756e69745f7072696365223a22313230222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a31323030302c227461785f616d6f756e74223a323238307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a31323030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a323238302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a31323030302c22616d6f756e74223a323238307d5d2c22746f74616c223a31343238302c22616d6f756e745f70616964223a302c22616d6f756e745f647565223a302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a6e756c6c2c226475655f6f6e223a6e756c6c2c226d656d6f223a6e756c6c2c227061795f75726c223a6e756c6c2c227265636569766572223a6e756c6c2c227061796572223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3037393438345a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3038313331315a227d2c2270726576696f7573223a7b7d7d', 11, '2026-11-28 05:27:56.079484+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d7df-7737-bd64-602c989e62a1', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.failed', 'payment', '01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', 2, '\x7b226964223a226576745f30316d3867397a6e797a6577767674733330356a633977726e31222c2274797065223a227061796d656e742e6661696c6564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3132373434325a222c2273657175656e6365223a322c2264617461223a7b226964223a227061795f30316d3867397a6e7876666e6562767671776879746a35393465222c226f626a656374223a227061796d656e74222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22696e766f6963655f6964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c226d6574686f64223a2263617264222c22737461747573223a226661696c6564222c2263757272656e6379223a22455552222c22616d6f756e74223a31343238302c22616d6f756e745f616c6c6f6361746564223a302c22616d6f756e745f756e6170706c696564223a302c22616d6f756e745f726566756e646564223a302c22616d6f756e745f7265766572736564223a302c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c22616d6f756e74223a31343238302c22737461747573223a2272656c6561736564227d5d2c226566666563746976655f6f6e223a6e756c6c2c227265666572656e6365223a6e756c6c2c226e6f7465223a6e756c6c2c22676174657761795f6163636f756e745f6964223a226777615f30316d3867397a6e6e6b667a63763963633577613464346d7479222c22676174657761795f7061796d656e745f6964223a2273696d7061795f3635613365383162656139353733326636373762313461366639373034386636222c226e6578745f616374696f6e223a6e756c6c2c226661696c7572655f636f6465223a22636172645f6465636c696e6564222c226661696c7572655f6d657373616765223a225468652062616e6b206465636c696e656420746865207061796d656e742e222c22726576696577223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3039303931385a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3132343938325a227d2c2270726576696f7573223a7b22737461747573223a2263726561746564222c22616c6c6f636174696f6e73223a5b7b22696e766f6963655f6964223a22696e765f30316d3867397a6e7867656261736171773130626a6a74636867222c22616d6f756e74223a31343238302c22737461747573223a227265736572766564227d5d2c22676174657761795f7061796d656e745f6964223a6e756c6c2c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c7d7d', 14, '2026-11-28 05:27:56.116563+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d84c-7776-a27c-c56f7f5e5f89', '01a2209f-d68c-7a78-accf-4081d68821dc', 'refund.succeeded', 'refund', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', 2, '\x7b226964223a226576745f30316d3867397a70326365787661347a363564787a6e77717739222c2274797065223a22726566756e642e737563636565646564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3233363436315a222c2273657175656e6365223a322c2264617461223a7b226964223a227266645f30316d3867397a6e7a7765356739377a6d316e3336646e366668222c226f626a656374223a22726566756e64222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c227061796d656e745f6964223a227061795f30316d3867397a6e7161666d31616b68343268613837386a6a7a222c22737461747573223a22737563636565646564222c2263757272656e6379223a22455552222c22616d6f756e74223a31313930302c22726561736f6e223a224120736d616c6c65722067617264656e2e222c226566666563746976655f6f6e223a22323032362d31312d3238222c22676174657761795f726566756e645f6964223a2273696d7266645f6238326666626465366466353936353839316165656139306233383131346633222c226661696c7572655f636f6465223a6e756c6c2c226661696c7572655f6d657373616765223a6e756c6c2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35362e3135333438305a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3233353330315a227d2c2270726576696f7573223a7b22737461747573223a22726571756573746564222c226566666563746976655f6f6e223a6e756c6c2c22676174657761795f726566756e645f6964223a6e756c6c7d7d', 16, '2026-11-28 05:27:56.229065+00');
INSERT INTO public.events_2026_11 VALUES ('01a2209f-d84c-7788-be73-737fa444260c', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.reopened', 'invoice', '01a2209f-d6d0-751b-a570-a2949173b1f2', 4, '\x7b226964223a226576745f30316d3867397a703263657934627777766b66796a3438396763222c2274797065223a22696e766f6963652e72656f70656e6564222c2274696d657374616d70223a22323032362d31312d32385430353a32373a35362e3233363436315a222c2273657175656e6365223a342c2264617461223a7b226964223a22696e765f30316d3867397a6e7067656d6474617735326a6a38713763666a222c226f626a656374223a22696e766f696365222c2272656365697665725f6964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c2270617965725f6964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c22737461747573223a226f70656e222c22736574746c656d656e74223a227061727469616c6c795f70616964222c226f766572647565223a66616c73652c22696e5f666c69676874223a66616c73652c226469737075746564223a66616c73652c226e756d626572223a22494e562d323032362d3030303031222c227265666572656e6365223a2252463736494e56323032363030303031222c2263757272656e6379223a22455552222c226c696e6573223a5b7b226964223a226c696e5f30316d3867397a6e706a6533687676626d61716a7a3178677a65222c226f626a656374223a22696e766f6963655f6c696e65222c226465736372697074696f6e223a2244657369676e206f6620612067617264656e222c227175616e74697479223a22322e35222c22756e69745f7072696365223a223830222c22646973636f756e74223a6e756c6c2c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139227d5d2c22616d6f756e74223a32303030302c227461785f616d6f756e74223a333830307d5d2c22646973636f756e74223a6e756c6c2c227072696365735f696e636c7564655f746178223a66616c73652c22737562746f74616c223a32303030302c22646973636f756e745f746f74616c223a302c227461785f746f74616c223a333830302c227461786573223a5b7b226e616d65223a22564154222c2270657263656e74223a223139222c2262617365223a32303030302c22616d6f756e74223a333830307d5d2c22746f74616c223a32333830302c22616d6f756e745f70616964223a31313930302c22616d6f756e745f647565223a31313930302c22616d6f756e745f7265736572766564223a302c22616d6f756e745f70617961626c65223a31313930302c22616d6f756e745f6372656469746564223a302c22616d6f756e745f7772697474656e5f6f6666223a302c22616d6f756e745f6f76657270616964223a302c227061796d656e745f7465726d735f64617973223a6e756c6c2c226973737565645f6f6e223a22323032362d31312d3238222c226475655f6f6e223a22323032362d31322d3238222c226d656d6f223a6e756c6c2c227061795f75726c223a22687474703a2f2f3132372e302e302e313a393230302f76312f7061792f7330576c634c554d444d414e30444967325a4c427673597834704c574f41474e425f3241487647626a3330222c227265636569766572223a7b226964223a227263765f30316d3867397a6e6d6366397761736b74306737623867386577222c226e616d65223a2241646127732047617264656e73222c22656d61696c223a6e756c6c2c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c227061796572223a7b226964223a227079725f30316d3867397a6e703466313138636166723873796265776d34222c226e616d65223a22426f62222c22656d61696c223a22626f62406578616d706c652e636f6d222c2261646472657373223a7b7d2c227461785f6964223a6e756c6c2c22636f756e747279223a6e756c6c2c2262616e6b5f6163636f756e74223a6e756c6c7d2c226d65746164617461223a7b7d2c22637265617465645f6174223a22323032362d31312d32385430353a32373a35352e3835353139315a222c22757064617465645f6174223a22323032362d31312d32385430353a32373a35362e3233343033375a227d2c2270726576696f7573223a7b22736574746c656d656e74223a2270616964222c22616d6f756e745f70616964223a32333830302c22616d6f756e745f647565223a302c22616d6f756e745f70617961626c65223a307d7d', 17, '2026-11-28 05:27:56.229065+00');


--
-- Data for Name: events_2026_12; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: events_2027_01; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: events_otherwise; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: feed; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.feed VALUES (1, 17, NULL);


--
-- Data for Name: feed_floors; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: gateway_accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.gateway_accounts VALUES ('01a2209f-d6b3-7fd9-b4b1-85e288d2535e', '01a2209f-d68c-7a78-accf-4081d68821dc', 'simulator', 'acct_232220c612738365b3c5698f', '\x010b646576656c6f706d656e740e70795a62a876537d4cc6164982bb56af617c13361078a6cc30c5369e2756e6f6dc92c839cbf8cb8cc7c196a6f0171d9d7b4372b9f11ebac30ca5c32046a2412d5a6b8763c9e09bde079a942afed22e2660000e7d9b7a45ec7e82dd6187ef882f88b7da492febb589afe3be52c1e32dc623b6ea5e7869c91529850b9a8645d957b2c784ea704214490d9948fe980b6864c98b176b0a8b896a82a3082d4914d2a22ca82577a14393d39b09996fc5af5af3bcf437266abb19e4f470a6699b6777285320ba4c2ac127752aa7a671d31a2ace', 'active', NULL, '{}', 1, '2026-11-28 05:27:55.826232+00', '2026-11-28 05:27:55.826232+00');


--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency_keys VALUES ('01a2209f-d68e-76f3-b193-2b81e71871d1', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '5232c9b862a931b559bfd7b3bce43c37', '\x53fcdfe4c806a743eee742407ae9153e8d90a9b648b794cfcd306a4b5f3f6af7', 201, '\x010b646576656c6f706d656e749cdf006807dfac7965e43c9495f5252696f8701701340c2bbc894d17ff16d84f020d76939f3281df6e959be20fa9fc7db2b6b622228a99154f2cba7961252183b0bf491d205cfd07658dd60185b0e2371bed0de776eba7f5310bfd17d6082fd1f58308f65801c208740c9199d52cae16c25a15a0b02203f9a73c705eee16c2e183030298b0f85d05bce6ad73c589988e15a626d902d4aa43c3e8f0a7b6580e0c5bf840010cbd205bd4a72b147c26506611a64f939ad450abeaabe58ef774e013c12b4a5d3f2f574fe171e1b0bcaf9b5965cf409391554646dd2063d173a0543cfb3785c66b77d29d6f54a3f1fb61c600db7b3a0daa0537c4e34d1c683d390261afbf0812c82de6b87d47458e16f568c9f595ae6138584cbe7b8e60e898edb0f29e6f4923a12c6766726ce59ed75a7e5224a55d94823e00d070f3e67392a3d0abf8b3fe72e5168317f217dd1dc7926750466f9a8ab06a8ece8712c96ce1d781a78d8616b1c593fd9475f98db9baf4ae52e6b84fa178306b740838190777fec05a6a77e8edde6d03dcd8a8f6e210ac15ac88db81681a435dff794a50a5352c7666636d6b95bd95d20cc4e0e94f1e02b93d4b7e124378440f5fc99e994cac26d8f47e438a6e8d6ea6df52616c5928b858eaac8c9a2e4664c189cb567e46c94f69949b699a3c3fe82bc343e6b69852deb19911bd784afb88d35e4ef6c48492c12cd5631bf5d8b18c2272e24ab6f365925db8d43d15a955a1cbee76d42c7ea3375b43933b7ffb7fced769236d0b6ca59e961c408e3a2d', '2026-11-28 05:27:55.78666+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d6b5-7387-b88f-b7bd8c2048fd', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '841ab018ac1b5534c713c2c25edbbf0c', '\x39f01277f23ef88c0e3cd134e1c80b7a12a092c790360a13adf7fb600affe0c2', 201, '\x010b646576656c6f706d656e746a90226bd496196c42feb2aab88e151d7ccfcb89b27db245c9b24cfb6a75420f0313e651e48431e4c34e3ed24efbb94fbf66e6e509af17adb132d32adbddb8dab240bac44b68ab89e771ca062545ffc028f491df85d3c000c2363266e84d54717bef7433baa6820297756431a2be51d12a5ef33d8a1c9660b8a97dd0d5a5fd3a8cc536fb9350787d2fe9d05ffbc9e8470a3c055be98a388d1dba89d1e129c9993d9bdc93325be61b361e7ca49eebb27cbae6bfd3024cc5ef67ce26847fbc9098083806af02ba111094c2a3761f89a766ba8082c473a4cc67c367a20972772c9d37cdeacecda590df9fb2beb1e21bb4c737d407b8a41e45dc7742cee76255abd67f28439c470546e1da143a1051fff3c4477409a0d71710f0baf6c142fd4f0a25079d869fbe5c00deed5a262b3d862543d0b5c26f258d62bed744cb15adfe1ce6103376cc42f02474db58c1560411538cac37187e52b169e62a26e5b137df8a29c83dc339b9117bf652c0b654746e30c0a3492858e1747d31906f0ff56d19704742677bfb2ced7e7f16efc6a186359664d17f646ccb248fccb8ebfc7d2f465b3845ec159401fde64ec815919d88242ab6df440b1c3b12f285d12d6e2e1033b51478913862426ecbbe711bc740a88d361609b236f27679b3037a70b3422d9f4efe9b416822e6278bf84be103d03c7ab3660e0eb64352a946d8b285d7acd0d85faebe6ae50cf274079b72ee20d7727f74f4b5d70c0a0efaf49706c002c4a199c3c7d1ab6186603597b65bb059b06f11968bce08b7', '2026-11-28 05:27:55.826232+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d6c0-7753-b630-681986d2b099', 'user:01a2209f-d66d-7184-b931-a37652e055c9', 'a7e0ffd6a88f3ae72a14f20c05195bd4', '\x3a0f12fa8b73171bb61c56dea2935b270c3a28918ca01cbde28f4d8780f0b52a', 201, '\x010b646576656c6f706d656e741c6208fcb8c237ac89ebbb9f11bdbefdb7450b3c0dbfcb5de5493973499a2f51facdbbddce6bb2e99b58e70fa629f7b22ec0e283b50a9da17a42e756606454be7d515da9d07bb631817bb217040fe99a91eb347f653ea2249b60a43a53f0c42e537363e0820c89bf2e4427e9844d20ddf2bf68774f0695762ebea4f90939b8363262e792eb6df030f5257ceae83de0bacfb7bd0566f5b3bcd345f569f14b294f8ca901da99599a334ae9692a1fd63f0417a2c8d13ed3a4a4b8cebbfc6dfdf9a50bb32eb618274032b5c3892ffa9fce3a6c056af9d301916f4201cd6334610c7f5e18379322dde09cbd3712b1649dfabe966240a0cc7fef2b52cf670618876860e6a993d85f68b4306b10d2515d0cbb108c247e88351c2ebeab3393de118abae342a6ce252bfe325105297d72d7d48e8ec29d7c29afd017e639747a1fef6ee42ff7dc99bcf4976377999ddee7c696b90e11d4f63c376dc4ba83306d12cc5dd557e5dad18c8430453cbbd132c60f2afb3d5fea87c832bd92a708a9e2d228a6a3493a6f20906a77e88c01b235788a6ba6af365bc362b3f9aeaf583edde39ccf2fb8f8cd5ef1d675eebe589c3fd5d63217410ea598a39722dc6e2f738b48b678f7ec7fffce753dcbb38b4659e2e85a95a875470ac7d3e9496c7b99d05b051f57089f2956b85502a4aa998bfcd6b0d554095d2dd0a4e6d59d9ffed1c6ed41bfaa7107aa03b915b38e3e7e71c6519cd7cec3b6eaf29d917e9a98017e2a22e33c3c3d4a2e3dccda7a11c3836fc8940ca1606057edc6e670ceca5e2449346e81d6dbb5a455a7ed15cecf4927db6da5c821c155f25ad7e5ba8d5096f8f1994bb0f722e384ad5c8b6bf1ae3a250240a36620872c55c75b73e797789612e6c2385526a1e78164d8f62291cea25f21cbcc817168ba4fe6da5499d0c0107a7805442991aef7f8299bfc01ef19ab2cd350cc9b7e836b5f83d2fa370315af0b7bd7bf71bda90e97062ca4a3', '2026-11-28 05:27:55.833151+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d6cb-7ec1-a20e-99941b7f7950', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '8d2fe792c9594b8a875d7bf9df914039', '\x5f57fc0098b56963a5e9bf3605d651d14b54b64397178c05bd4cac85dba97991', 201, '\x010b646576656c6f706d656e74b9d42fc4a6ad14a7c5677476899c4717c2d3ced4436a6cbd854d6e8f680f694eb7d4413a6074d133106c8f9133fd98cd7278f7340ea37a175afab87f9d180cc1baa07863fc27f982a008987d4252ed6f55f36146a6aa331e204e8995669977a1852a5627caffbbec5cc4bc5b8e5c8d4918e1fb6e006146fcdb3c1664532c9f6fce46fbbb5bc574f1e3f7ffa99c49d45605f39542521da6ff90954ac5d21fd016807c06ec346f02d37ed6bb925b11a80f0fedc9c65a6b4a7b36f0a320a48a73bd4d3a96f22f4c5888d012b60b9f3588c23fb8ee92fcf94b952e5c2f2617f4383d81cd7ad0af7fbb056bb36da0b2076ee7f7074abd79f71a00531e732ff69efcfde6e65ca48a4f1f6eaa6346681325f0b27ba2e920e72ee9251c998c2265a01738e303140b5e373d4a9fd6ee3055deeb81c317b030737b8f214351083391f614d04aa201a61ef9cc4733417a05596aa0650fbe5a11b3053c058061e205460014b7efda4b3c42b70e89c9a4b78df237abf008aa39275e741cba13877c785eb1a36bea4c89d79c09890fc77a777c71bba36bc817988bbd78fc9e99c7feea53c604cc03962ed5469e141fd5f180a5cc123db776efbb351396a17e49229778768726cd4d7ab400371ebe6d27008633617c5c1ba6063a22', '2026-11-28 05:27:55.843862+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d6da-7c7e-aa5e-ee5633dcf023', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '46aa895d2e714ebd49a556aa52611984', '\x9a8e160d9699353e5e35f137e741a2b561e852499045cf58d569b8e1d44f3fc2', 201, '\x010b646576656c6f706d656e74af563af016b3f305656c7eb9ace1d8b91611a221b5901934dd968bea716d4df49f0112cb349485975783302b720b7e0ad6b593b553dabe463c2b2a8be1d0a32cb7375ef5d35a94f66dde1a007262eb875aa4ce59d9ab1c2c030bcd0b91468cfab67298fc49cba65431d71afaa8dc5ae4cec775cc5147c89553770fa8201532a85b2a440abe4aee0d096d4b4a2d247b07539555f7694718ee74cc5ff27e1ef6e715e29b6d29619c08972800c234728b37e29e33ff606cd57aa4ffe60bf6b3de584c35dad622e43727f4dd8809d5c76a8f7d6670868196d849049aa3637122c30c49896a4c7b3e2d767a767b8f19154fd6d8ab482c04e44d55be855cd3747d9fda02a00ea955f3f5ac2366220a80051d66f65ea8fce8d1764a2e15b9f07175900cab16d5a04dfc74d6492f8025fa3544d91dd59c75580d5e661101b1e4964a8c2703d7391805084e5689aaec7b0e8f8bfc0126aefdd66f15fef3218ab8d36ef1834048f84c2a3008daee0af8b393955fc7ae0ac3ff722189bbe58c90104cb2223f285d9fca764eec019e4a3bb863abdb77c966abbcbb95e422e1678954df9c3b65af13ce7a29aecbb8885c2f112684f3a42e5b6b9fe39b8990d02ed1e818e9cf0f9e04b130a0fa10fb321e06d27d99755d7eeb9e666d57e7312d4802d98591a530d61e0ffd326446f73c858a0d0a2384ca8b385f63114008cb152e631bc98082ff37bf903cc4c45e48b982ac3141572c360a9bfdcc25f5b03aa62b623b703cf0ae376e6d581c9966c0f3b8b4fe87b19ff9d05d63e687c3724960738317dab9c819faf86cd5af7244d2ed46579f997370902c328edefe05cfc151f1f632921cf9da57d4b24b9c5b00be42471bc2c6a29d1df0fc31210b470bc6c22bf1daec76af94685bb5af9edea1990f0cf4840accc4ed4e8a7aef060260bf0ad5f47798ef9e37864cb1eb896d095ae2bf0c628c5b129d11f4937b08600f841516cb53f9b0d69396c5b25501109ef49a4da7bb39b031a676ae90007a70f951caaac49f6892878673f5a53f6b30aba406f69abd1d27a528656b54ff11a622bb66ecc6683ae2d836b49345f010d21881b79d0c366d11be7248e5a8a0ce4f9f460136c1a499343b290d95d6eb5a7f8faa60a6f920c95a1fc3e40e661b7ba72200a86f8ab6db05614c140a04719573ad3729d5d7cfcc0ee925a20f337bdc7b289b18f62ac52ab9b6a81f984f2faf15c8df1e2371bf31b9071440d10d0aa37294fb34eb7a302b155c939cc0f10bc395d710810331a9d94f60411624374a5724148f06c1c8f635257acc6706619a6c3d1d9735ba9bd08f6bce952516380345c9855778a2953dd5d75e99195e82736c2bcaf1e4ccdd42be9b84129eae333cf63fab623b0ef626f848d49cf9c16a0ae901edb125cd9714aa7327b24fc357aba2c627121397345f6a67f6443f1ed8adf2bca9c71396559c98317efbe192b15f622ed9c46bd342d1600a78684aa1cdc6e84c82be8c8546957aef68fc05aa776e8751a289d311e157c94808ea7ee8ffe9554f2774969d9f792bc0741635048ba89d051acdd0c90024d68af743a6ed5d7202dd41fdae7e575e2c2f90b858e3a94903b5d5bd1b5a945488e59ffbe686509376639662dec0a6634a005b85af8d80c98928d0433bbf01d35f6fc63301926dd40c5b826f3880c736', '2026-11-28 05:27:55.855191+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d6e6-7492-a482-b1484b8ba4b2', 'user:01a2209f-d66d-7184-b931-a37652e055c9', 'ffb713940f7fdb612db9ebd400b7ae89', '\xe465114d3649a07b30263935e549b4f11c9c0d7e6be4cec9abb23c845e64744b', 200, '\x010b646576656c6f706d656e74feb29943b6c68f8aedbd9ad1e1cbd55ccd07fbf143092c701a6fd7497a10036bdff68b105200280f5c7688a9bb57f06a534b582b3ee6b1fd1ffde670fb4f6455f23c71eb186d6edf8d49b894a9febf9fc622c1981a48ad9cabf1da759d80515f770be905b78facd49c7eb086c03e1369bfeafe705b0e1a97e38626d7ebc8ce2127eb4304bc42e7130f94464f5a1cfcc128d1abc209ac51ef9dc3a7e9c9406417fc7e07a6a39de757512875c9bdb975720fb462a753503f80a0e165d952d8cadb1ac9ae95a8c83c8beb5f3f20f3035ccb3ac38d182c03977fdb6b47e3f10823b120e87b88b14a2bbb8bf353019333445a7f93d3f19b827dee0ae705bb83b36e603e11a3f691f3158f639c35ffb124067a8abd0decc7282077458e80ece4061721f4fca48bf61c95bcfd6b94eb0022fd0cf077530355def4d9fcd308f202b1b4fab678bd0ece11635c89e0aed8a22eccfc37ee1b5e3cb307070d860e287d7fa3db67050b9ec0d45d1b5033e04ba7a03a53bd2f546a392c65ac4f5d4e891f6246b428a83af8f9968812586d18066965274fcc606962c6af2184cbce7bbbf3626e0a146ccc8e3537da295a2c60d02fce6c89a136ecc7efe9cd087218da8c876008ad8f6d7ef5f20177ac26d00a67ffa063acd9f6c1e2f2980250b0180e0dbbee46c94e385bedf6f7b359b5736c2f48d4412aea3b5beaad9d6e0e6bc7a79fbd4182fc87186f87c4dc96e55a320dc260d83bc2b376705eec71eeaadd74e6866ab4cbbb26e76baa88fd6fbc31c0851cbcc580556109f11ffd0417b6c3c053999a320b3df4a03d2e312ebb9002221d887ce97a4a3d6cd083c4f1fea3ec2702e089649c4b46de8500aafd342b339c6ba5751318178f1a144f10f8223f0391d59e21ba0d553e2a3494a6d85dde8422a69b9181f654d87e0ab96b43cb756f50e7160256355ca4c1d17b717372bbb37f6e1ba974dd86affe90563d342fe1b0e19b6aaaac506ad58770f68d74efdd236fc940ccc9db0538ec3489be5aef96ca5c1c173729d600cd7463b1ddb5b574218552eee8a9b2b04e96a29f579bf8dcb8761a207472e86737247ecac3cdd7c57d925d23a68b66d2e797d6be8d5c5614c55d1cd5587b99d95a05cc65091b95287d45c0da1e5cab55b66a44e55bc08722ffa9b43b2ab6c8ba4346bd52ac050f7ae96362ab0c15807b0756971fe3c5e0f89fd059edeeb90c82b2c17e88fd836d6a73059826cd1e9cdde2a3a400bde8f545eeb364e740406f5b213794e0a7978e55c3452889edf51d8bcf6f2ed466cbd07ff102e5eaa5e659f68ef826cfb8654c7d9e3a08cd7515939219340c7a613e2b9d91b532a64419aa2a0931f35383f8c65b4c667a6745368622f845790f8b141c3920d95eb827cd318aff48947014079bd886beb6e11453e58da8e224bf7d96ea49145cfdc0b87ef916ba41017e65cc47a580dc81d06256e0feab003a91ae72b6760443ee656da95d16f9ad37293f2366cb96f64a13965c965dfe0433199d8dff5a310b157e9e6a99b7b95392d27282cfc7facbb0fc8fa322bdd6693feb2abcd705066a3c339036377120dd4bf06f53bbc0631349c95aea210a505711b29ce0469434b890c9b62c67de628c7c8b7d11ef505f07b0120a81cfee38454c88de57fb36d93543bc990c8d0107c081e49c1bcf19aac9bbff730c3af56f7339d10949cbcb48b16e91d9bd85ea932602ac159b7385f96a4b7a6ad7f7902833f063ab3e98b25733c62e4e49838cb804fb10786e3b1e390f31b038d92eea3a6ed689ace0a6fdc2d98868353047c8e63192618104e42686517c2e1ce49f4d9e3d7145c50a36cc02874381c1271a42e57fcaf68eb8b89117ca51debde58c0350c00b79be8d4104317bbbcf8da2e1a528058fc86b8cc46c35e69ef8667b0b86b49afe39e97cffa0e20f0d81617e172a2ff3e22662455780039006dfc385b2cf5b32659b0d1ff62a62ddfff3b2095a386881c49940bd72288e88021df45be58a00e9e9e3f497b2a9595d5e71775c6453b3dd75b06d8a405bbc1ca8339a22f557bcee8ff54305a066da156bd38571fdebe999fc4451fff286331d74efce3d8db464578396a1da2d0b7db14f79f792e93dbff1fe9e22588dd97745bead60b2ee6b92954b9d948fe093632c', '2026-11-28 05:27:55.870567+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d6ef-7e2a-a6b3-53954aa3d8da', 'pay_link:849a2ff4312b5b56ce9a88e01d34e3f3', '01dd40f18d2b01d85eca1e34b1a5cbb7', '\x530329b6845792ed711c130a80c8f4a274bab5231d67a7ef332ff12ff9cbfb1e', 201, '\x010b646576656c6f706d656e7408b8beadbb279b5168c0fa04dde0168215ab6c6aa7dce61113e8069bb3545eb2078ba7a1d999898d269ec95a175696832fee717e81c958132c0059776ec7c002e4605fd8b5682232a5fcae503a3f7aef4b171e3d765810ae6369488063d692a59da80c62bfc32125a71e0d4cd6bf102f393f00eb2fbf8ee7aa98539741e8c9f08ea39999731a792a63a4bf51a9e786dd966d1907ac0b1e6cd078270cc33c491e72e4713e9bb6dcc851843bafa474f2d1c15e6f835e7a627ece19b9d404c5018060f3a47ec16b404102168f53b1f6e07e05367388fb002c7ccfbc9799d8249ea0180289c59b59c133123f610567e368e49eca9821a5695f2b8ad00d0fb5c15a6fd86007d67343e8497a8c3d211fdf65d78c7e1a217da54c72c78b6704f01f547a9bac0c1f331e6b097da038daad0ce1c8645377f71b1ba3a3042a5ce44e9015168d1e93faf29a3d9212be88a9b3a20645edafb90b58a1cca88d9700ed0bff5c73fba5ce6f5815577c4742255dcd464ba34fe47853f6983402769fa3aeab86f9af26d46745d6fddf9cac3ff5c526d8132d0a104a35f281139c88339b39826c2fd6540cb232d239cdf66af49ade04385dd480d81a52500d74eb6d5d0016c1ad2c3db6837d91ffcf5d4d12bfa34a516adee4b7a5818027b9fce4da8cd3c7cd088ab6723e0e9b36f59b1de2dbb5d5a58a5dcd4ba95d1f86f3e13ea8bb188c5a66f3900c297d2a34d60a083e8fa121565354c5694e5a44100b09283dddf777c4c757b9af12d356b178401cd2458270665b89d5bfe35856c8a2d80073b7f8505641a464e73f44eb2984cfa5dfecc302f2d8fbefdf0cdceeb20fb4e115de9f19672a399085c4daa3a88518b9c16e98e5c80ea3b9a38e6f53bb5ec7ce8aa57c3e896d5124513df73cf1ff036d3cc815d2d7c75f33ac1d7ac96794cab5196db4810252c569611016e29510c8b3a50089eea6f02bf5c6372d014ec023033983af107403df9787c61ae6725e835a01df5bd5b0d704bff1e13269e0e20ed674abb79d92efca2d8d6515e40087bb779a1d5fff0b311f0ae46cb8ccd64fdb47c454ecd8c3c324b6c53fed5b9b401f388710d61d1218f84e402d2a4b6dfe16bf2508592cd98418cb4f0f50af3733396a9b9030d35387443db18ae2bb7b8804d40551de7025e65594f9c5f01244e9243b97146f3e41da8d09ebd08b2ec0fd902ff488c3d838b3d972f73a061a70ed77c29d211e7400f054d1aa578dffed9bd3d9feead062badacf5b779de48e0e196adfe1c663a6fb53a208c180b0463285e146aa73e5e315921a0c155c3fa52373007d25d8411ce005b279113cfc67cf', '2026-11-28 05:27:55.880896+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d793-7839-9e34-47e56210b027', 'user:01a2209f-d66d-7184-b931-a37652e055c9', 'a0aef03f265560bdea17b38a0fedc5e3', '\x60fd2533376b0f0a1aa9bead9f6404e44c5e2e839ebecd83126f4c12a7ec3a2b', 201, '\x010b646576656c6f706d656e74b08b0ca20ee999cb613527e5e5d7c66a4ede94132c9772ce44f442a0aa3306f1905d1350b77386d994fa57e75c6d32306c6ecf94dd70535453aec7173799d667a2947905edcd27474ec85e8e6a2f9752f8376b614030cbd4dbfe8cf54d77ba93487469206300dbb8ae3be1e9a6fa3a7d0acfb2f615d650ae369072c80c1b236086854d7e6847b3c8d8566557ed63b698d0ef6ebfa18812fc21aa336f56ba48c82783ec70a0266c8877957e9ba38b05d7ce445985fea0ccff8e05591c281a3717982e414230d65aaf6ad13d02e87aac9364c5533e32ee0cd982d091086765cbe5321522e413e6460603ca30bcc51620a4a38dc203fef12c8c518bec0731eb0fa3e6db11c02e3d5108a4938efa5ab86c555d0cabcda7d90fd7d84bd9030058bde980fc859f74d9f69f82eee80c672e745a6e209be8caa554cbc3b2d58b735e18f025aba343f0abde2a7a282849a51c717a3fe09c5e307fe28228956d645700776d2b1cbeadb5e053b500a8a20db5b26458028d4b78f1e31f725cb5298043c79c30221e5f023035d6fe38888b1a74496be907d4c976aa68facd94507cefe1e5c41ca56f6c317b9f9738e89f92f5f3bb41e02c2e5534b770ce1f44dc894f5e65af566272254b0ed007a5aad1ccec0dbef2f24b5056d5bcb3e7581d8d7e1dc5f7c47ecc62cab8ee7c296ca056b2826dd3f397db18b762719ea3eafc07081360e429973b41d7485b764582a019cff5a721bb7acaa4206484284abbf0456d1e135080f124104cf84838db3a60370f03c5523e3bd50de0ba5baa934f5ee97debdf30509dfbe1eee6496eb70d7d6e274982b531e52355ceab0c17995a23184eaeb80f24956bcc3d70db27e9e160eb7297f8b8ff2b9e6be607e4a3a973914765937f64dc91edaafb685538a939de1482da982016fe7b08e442b9d5b37bcc667d0f0eda1598ee9d8d90fc4c55461b39dccaaff70297a29d97bfa259828272874d66cf876243aca45efd65d9002ccb829110435281d3f62041e55cb290260b9026e5dd4a48e6b109dc461526bd7e86d0c8e2d7d3749c42ea06c4978931b945365eeec19c4469621e2ae3e5296a6a6048eedd8a2198044c79f9936898ac37860310371c566453b32fc412bbf7cd4c0e07fe5a04f2e6ad8f7c1e5dc2fd25f7d99f2e120fb9577e2d4c80ff7549d85d43acc37a6ebaeebf9ec16d24237f1fbccb88d30eb9ff9a453c9d3d71c96821c26a0bdc1dc9c945c1b71d3d63aedbe2e9cdfdcd583b1278470b4b729eb143d40c0a0d41460f3cd3ee62e4f25f52f34edb433cd5fcd2615ef409a4d38d02c28f2a278526fc67eb1a2c6f9feb1c96bdc865c97d4c981596e2a2161ce3d6b4a048f370089e8082de0b9593d8f30884c64cfc413a504b58313a72aaedebcc07ba6ea2a0f68e54b627b2f1f799b18e6d44e975b99b9135eee3dc7e03b2407cbfbdd8908467945a41443a6e115a98fb9f06e850758d7a5e40db3cb5cea2aabacdcdccbd1603c38942d2b38ebce4f96118b2c8c82d34404018c4871f2dbfb01b8f3dc36e8f7ea121dca737531278f1447366c53675db42b6608ea1e2662ffce73dccea5dfa36993be4d6abc82a02c5054acbc23e4940f6bba462072bd6844f55c1186e5dd750c9a5644a45070f7111aafdc8f169197c3907b51569bd42b6593a6c77c45bfb196b6eb1', '2026-11-28 05:27:56.047961+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d7a0-7401-b91e-4740cdd7aae4', 'user:01a2209f-d66d-7184-b931-a37652e055c9', 'c4d4b7c8cca7f764e5ed83d99e759f93', '\x3efa5788bf5b030461ddac9658ae23092541b5a2c3e01c520334b1e015e03dd1', 200, '\x010b646576656c6f706d656e74ed12b205425eb045a34029d4d2d4999011d7e72d393ba5e9a000e49d49b83d16a1612800728aed0c806d347086993ee9fee0d486614f9e4bf4d7e50ed49462aa66b522e55f4761331ac3385341fd20a2829df0ed7c4c6c9783bb3432af2e1b861a9f9b25e7ade5c973d78b70db1165853087bcb6cfdd6494384469634e2d72456c6159b2f75967bced64e12221054df5727d8fd507be0a9215e1b30654ba9a2447a3e369c497b0b746c1f008edef2aad3aef15fdefed123c73d1dec537596161e6ffee711387e4a742757292656ce472d80f198b025a1b5a74343aec0495221bf44a94967544d56decff746836c441f185b98b684c646dd01b5e4dc05dc2d43cde6ef906b587b6ff09e7e58c369a178cd66454d646a70d86e8dba4585a98a8ebe881f0c48510509d504ee0056dac5535d8a78fd8f10546162a46327f1deee704634846a3d4d9985c4bb6fd6aa31bd2029a025e5d397b49b54f16ee2165c152225ae95adeb771b0bfda3ab418d00f92ec0dc48f122541bb2338617c3cfb8523f3744ee7c0720481e0c3fd04b8e149511d62f71c109b2a87565c6a33074dcefd08573f1903f7238111b3942d14ee5c4d4244e4473d4d65609ac50c32607c3159582ca72f05b1444a815b5b2ea0c694faa05ddf2a26fddd1267f36e1252d0355adbecf2150723cfd248d5316267d181b73f229d45299f1864376ea8401800dafcf5c44c5b2e67cd5b6eed017c16311bd5adfa9dfc1848a4ad0a48ab4324f06379eff9454a1f6e5822e891f50e3419f09021657bb5da0e72da72c3512fa4942317204ca7224a2f6a20ef4a3542ab5ff27bcb6cb82fda6aa0760ac9279744e1ddbd6fd0ded14f42fb9acaac10c6d7fa0d08bfff5666229bb0c9aa9c4cb48c8813a0bf73c53b22ab2baeaf3c450597f02873724df9239a60f4032c7524c65e044434c9e1012badf157ed617ac26a1fbab7fbcd93a23ec6753045400cfd0e25477603cc9ffcc239985be2f43ee14aee00e6e50c03a44ebc4f80d38971aff0cce359a2232dba73740e4d65302e649e5ab0095128b732d51ff43d3c5bc43811a02f6d96678d5f9eb2f20f865e42fa2ec312395a0bd63259f234b2295e95a08348aca775fbea1c2abaf77ff942c5078b253ac98c7ff4afdb0668d8d89859a243c59d93b203f87743705b0a913e933204a5a2b8a06d53efe6e6e9dfcb2ac65a357ec12881ecb91a30118f1a06a13cdb956f03b39effb2d8b1c2f2bd341098efcd88430617a50e838c4578f077101591653dcb8bca96218b68d2b51b67565abe2e43508261f655c95ae609889c35dcd3dd1f8597185564de140e564df54d7a91ef7e71444a1985686a18c8616fbbe1c21bce98b4011c4c7fa47a75ad4fc16f921f8a0c2e6b9126625f373770aad779e6c07e403952e465c8670449e035f2ef8b8e3cf3d7ffb3d25bc075f3e8b0e5e40d9631e281dec51541963f735bdc83b953813090051066023d5fa38ce2ca958ce4330bc8af3734934a7b8d26dc0c31245ba9eca123a28dcb77e37975eb53bc353a35b49ce34c6308af8071d0295421683e4f6b573a01b2321987cd9f0deb1b75ba940ce4e4c1fbbf281cf3a1eeb1b3967188d206290a88d89ca20d7e1c598bd066b3ba495c4be18ad565ef1e49b0d3136753e76899d0411bb9a178aa97c21987f78732e279717691bbbddb143eacb674808ed7a9ddeeb394dac1634a16e120764e9247c7ffbbbf44da3fa14b596523aed96bd5e95876c23042e65cadf5e4ff29b2809ae67231d6f8ea85ab17b2d8700eb4de8c655cce87a65c1c102e43dff5416c474aa8d9d846ada0a45d6347a6d4dc6f7ee6edb6d848ca8c15d5198f2c1667c3771b6e1e3df93dd66762d6d53f89a2e9e81cd239e6194beb068459d9013089fefd5bdf1c99149809c54dbf966bdb312cf8f894c6e4bb396ad7949836e14802b5da79f18bc613a910e657936bbaaa5881ce77292efe76c933af1ec4c79f562bd4f7669763de0b7cad6b5c67bae205ec46cd440be8c8fa90119359a8084dfe7a9a247dc17bc62c03b34001d06f9cadd403244bfb9bb7bd4abfe00d4c645539bb1f281daf1f2424693208ebc471253e8143bcaa8171f8b8d1f3b222390a09337222fd5a5bb11011a727dca73c0785c4d7aa52', '2026-11-28 05:27:56.056729+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d7aa-758d-a0c1-237c59861382', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '98204b59f49ad227424cca2f592c4c25', '\xa518f1a631cd62b370bfc345d1703bfaaaabf862bf87a722daac56b910575f5d', 201, '\x010b646576656c6f706d656e74ae5e7e33ab93852022db7e13cadb1f223c0c92790c72eb5738c8de8e107d9526160534c94369da6801c5db954f524c1280de18c07c56b40a417ba35e445a54871ec66b941c90149b65169dd02807930d0cc24e5936d97de33e08a64f7caa28ebcae4bf769560544ac838becfea1052af70bd4321abb727855f1e3c9bca1d907bea2482338ececf8ef230829d786d40e0934c472ea051860981c5ecb77db66a1f8430a5aa4c33c0a2ec8f9488a695a93dfda4d36d16b3b8bf3e33d38399e07443d6cbbac4869f78d3862753e5d0a9b12a19c4111e998ebff81e0e16eac715a056cfc796b4cb529e27fca7948210406550150f205e973c056a578b63cee10be65380f59c34f51c58abd65816dd0b182f0a11e608c6efe7f9851aa92d0cde6927cfa92c6bce71d004a3e1606591f4c9cd9fe7b919ec4b9c650b0ac437e564719ebdcb8bf26bb9d0c6b361037e29ba4e1da07c934868103509f244725f83ba4f25c513964f37b3948ddb135d8dfc028b626786bb3d1c80ec625a24942a06c7822ed20c0653fb99645c2e615ac934dc8964148e5164bd249d141aa5e756ec15ba9cfb8a18ab28b4a1fa403ccdfe18dd3eda8a7316ea660d16d66573f5b82bccbf0de96bf69c44f1abe316e64c2af7830d9bd6b413923603e99db1b4a75a03d4591b1b2b9455d1975f3b8af1c58dd5a142007295d86b1380c50c6857030d40ca5165015f7ae1a185a8419d91fd59d63653400d737d79d8d0902b4b35ddd232e84d3ed8398833717456a72197c658734f32bc96f38c219255ef786fff8ce3adb707978526e3ab180b5e2cef28a2752d526329726127053fd8a763d6806acf0e5442677ad1e4d02c7466e29fbbf16a46b466496786f431683820db935c8b7820df835271ffb931b5b03408bda2132c493b8f4994885321568c4bd21782a50dee535d25ff12a4dfebabc2531e166777ab0837f2099b7d87fa62965a187d915701c329ee373642fd32895e3bf06c69ed006fec0736756614ad11a9fa98bc89c786eeb76e094b3882da032cba6b0ea6e520f7eaddbc209901c834444595251cae0a4760ff9bd64f8b7c71e5e3c2152db176e55685de3cc62da8ca9800032150b478567d425995bbba3f298b4636576c6db5ad95cea0d8bb0a98929d7ab09c9797a05e03530c65ecc9d2ba5bce671b179ef8720ec6bce3bc2b925ca9600416a8da2219ca276b8f0e178df820f0df5c531d34973e646ad5f0c4d1df00e3947115e65b8b50bb94', '2026-11-28 05:27:56.068214+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d7b2-75fa-add6-b6eb247719d7', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '09d9409c1cf4dc884422e0c6ecceee51', '\xae546fbb9964fa6d810c320cfd4ac3fea35c06b1c87490fc01f30bc779db69b2', 201, '\x010b646576656c6f706d656e7499cbed3734ea7a2d3558a76121c77581d0df42fdfe4c9b0ff04068f1a2a86986b769811df186c5a9f8f35a2c10c54a3ebf5db26b894ec6de859d411e51eb3a2bcc349f996095e69f0c32df2c4ff75880be73c7a08178fdfd0ace115c5de72bf8c3fc62ea756524082a720c34178457622c834e103500c350dd99eec4188a14d6b54c280a5233c13bfd1ee87e5f6eba82c53d9c12cf315b5948157d5920f0cab9203c85333b72dbf6d823da9db8640de4ea48a5880b4d8d97435b140e095c451f2ea506d19958581e1345208c0a9f4c99fc1e8f1b22556367bbe8cc5d6d2abd3c303c87d157ffaa992dd4aca4cc768239899b01d5d33275c9e03b213ed99431d79e25cb9435d6a60bad6db2c23c0d51f096ae8c624827af1fdaf86e719c99507e028487b6af7bb497147c5f435102f2fc24baff6c58f9497da0fa87a74fa99eb9ff98230cb4a1f90749c830d9f5aabdeb4b440841f8b3dc8ff8e29291df61cc04a5b3e1b743daab91a176249832a7d74af47fa8595de70f8b8e61dd1acfc039e8f3103c2d68386f507235a43dd23408027042ff13505ac065dc0fbe5ba9ea08ae9fb2c955bb4379b39f0402dd772879eb440bbc498a4e60fb0c94c70fc709e0a9c0d07eb393f8e992cf7e45a7d1ec24ee7576ee38a1affbcc81a0668011de79b11329cc17eaf891b8a2fba5520175efd92c8e51f0179dcaf655fc1cb5cbf94c6550f973268095ec8b39bf4bbde68d797c50f37ff308d1c77367dc1cbb1a16d60574068258de41a52bba9b2fc7caa556d8d212a586ff0050717940946ee678c8f31b3685200b628f4519944ada4035475113aac051ab8cd4f58596caa528bfc3262e21878eff712c744158d39ced41e9e15de9702a3631428895b448b147bce3cc37f217fd7212cc84cca0786603e1da579b172caeb15fd88bdaa1c47df086879dae2e301dbebbf482172b3429f128b66f87d5cf732e47cdc20848adb02d97809da307ff598c6358de664b7b4a0138b3e48f1a47d06e44d2e1519e65cc96e4b17a8e519840c839566ad1f4633daae4e60d9463d8c2604d608a1a0ffe0dc525e12105b458cb59d204154f6e55307fbfae83628bcdc3479419d42675c28e7a8122236a289db04754bb47b418a348f20d182775e05b17624e46cbc2567588acf0955a79751c5a05d25b5c80e9e0031db9ed4b81bba1440823afa57cb94775a3cfeb4fbf6c4bac988042db035d738136e76bb8e2f57b5f21bdfe4e84c892b5ca59e2bffc9c075fa2745f4e4b5249d304a0a199d1d5c3ae79bf2498ad85ab529550ded6bfada36674a71f8cac04093665f90003122242e4f7932864db5e02c292cf09cdf981ed18f2e58f23582fb30e099553a853f339ad6a58fe24da27315e9e97bedb39eaa526540003f393d9c09c7cd927ae86e92e36ee99d07a02530def622c1b82c7ebd0047fbf7a0d0adab38e6c8f244bad67bf198c22c2e32a6d3a27a72e390b3576665c60bf6da17481bf0eec18c0102dc4261cf141e410d47960b9c34967acf3b3cf7db82c9fe0b298f640aef12b3ee330be1ce94777b40197c79736ca0fc7c99b2dba86f1beca99d6e1cf5ae8182f32ae4b28b39f047e0a956e7abcf1cf990f97d52d2b920e2c1c749601c6dd6d14acab67e3f4b3d13d607e32b3ef7e7013', '2026-11-28 05:27:56.079484+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d7b8-7601-a147-73f123ca9b41', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '18be47827a1ae3672b0bb347ea2c6fee', '\x405f6596afeac8247b92e943642ba4710c921c89a896d9395652bfa2f22aa8a0', 200, '\x010b646576656c6f706d656e746822829fa434c6bb9d1192c2d48634e885bed07da3153a1b048d281f1447b5a9e22f353982350514c80bd9bfd5b9d8a59a7bb6d4470e55d401b4cefa2abcc1a2f4d43477d99256fbf9599985b1bd856131cabf462c2a471cd92bb911f109c33bc0c1c38ba1cba4541327131f9db0ffdc842c37369c8817619b9cfcfbdd57404979a4a3f164de568ef1826cbcafdc73f18321e032cac1b9c9c10ca60e97c0ced2b1422a9a09988b8d351035512e8a69f59b507760ac625f2c8aaad89af938a14a938ab1ff8bb9aae67347cc2f4d7297dc81bad633a358a383fcd889a702310a0e05187cf49119a4394d00124002a7cc3936c3927889a2d4c87df1ccf63f1112b2d7e566451e3ee7088a46801312dd992820b106ef3d7108a3504535bfaf3202ea4e9363732f7ba42a96ea66d18595837cf04b7f357a80228061d9387de02f7f0ec2b87c146318a08eec1909b395e7b16734703fe4e680c1669ce7f7927955a42b96138c3d54056bff42ed0d5c35d84c327e39c5b97e36fde79638a0b609858c5b647dfeb0e529a6d1d7c4b45eef964557e50d3d6c9ece2fd7c0a62eb0f17da991ee55ffa1cfa9c912b1f8a3789edcc25897e52e1433f510a823799b67f3a70dc1f5f82e44ea8b68623464688dbbce86a20284db1fe17f503db63bb8922390c3a862eefd2ccbcb507fd0a6537667dbd9f39ff7ba8a7bbd40989621c3aa8fe59a0255beb8a89287ae2a3102fc526185380944a82329ebdf8b8f478e9d1c8e9eb555b29f48f1e05eeca55728bdd1ba439b79543a2a63c69beae6ba9cb8ece891ada4c6f6c050a311ffd4d2faf8d60c1d48add54eadbb01061b99649e351c656376d03d48ac49a754c8762ff505c6bece1d30d27e3fe27c6fa7912ef04bfea54363f1f9d2ce0940883efd8c385cfb0ef439c882199f5c3c72af22deb96357786c9fcb28e2f26214a2776621865feb2e2c806aed32fcf36e7e1b9ec27d19fdf428eac64bda4afa134958e539eade739dab3455a154246c9fda3b4800ec8a634d9865a7c7189be4f54e43107735a7ed3fd2b4797d8174e124feb1d6169ab4523108d375d3107c5e17fe5efb414b201733002a302ccd0cc36b5b52e475ed4e2b4e3aa5f603db00336a0a6a575d4c402fbc459401764d134cf96d99238fa061d2cf75796c3a4e23c5fb21db667419a94fa481a32e31f8bed30867a7f19a1f0a7b5a961d526cc408f4ce7ac23fd4ce346d5acdbbf80e2b8a6a63f4d77379e930eaf79a76073108786d5e7f0d59f7c716b3889a17fb8eb2da82db011592009d30b7f5fac551ae2168955c41af23f81cb30220ced0910bb7c94ecce492bc9b2a535d48a40bae2aa63452898e800d2966b62e326c51f7e12e7b33132a00f66565107a113724977aebc346ea18206cb76c1e84fbed8716e981eac8136013f671fe89d32e3588420ae643374aed91219e06bb9277219774c015cf22e7d542cf2d21d746e0d6ec32cd5e445894b87e4802439dfe92b5f5784d91d07bc0aa89769ff6d8481d8454c330bf03a2abb28083f0a6eab145266e099c024231a3b71486602a852fff66f273383128a9674a5b535245b2c1efe34b2d8449b5fc210e5e1e7cd70245abdfca553df7acd72379f03b86834d24dea1fae27807a10c06670e01d6d7ed607b2c14c84773c96ebae8cb7fe20143247b7ddabe648ba504153f8d2ebccbef18ab9495f60a8dbd526747be6d7a4125d0f78678e05d7edb13e36792eccc5c76d827013ea92b69b2b03205a3393499ab4c8515823d87581e566d2afe14f587f933d7376256d21de5fce3cdf3a4ae8b2bff0f4497e63329c9d30ca1321952e7c8cfc4b7fa4d30f0663dc21536b33e3690324753fa3c8fa98c90373874516a120026994ae8781069e4d13527932963fd5bc159e150cd35accc01b452fcb62c5870803396eecb564fc741b53489a54087d4490d97e5380e668df3bf18f28196744c8548ace9b34f3f0ce42c62236da3b6d65dd6c46c9a89a7517b0ca7718bd44493e764754d5f3fad9f5d0f0f9eb015d78950ca8dea0371707c4d676461439fc017144b9426dd773d30e371ed65f6dcb9f5d25ba690bb078a6c7bbc7c8e6afe091c7881e9a6cfdcd4a8c6c2fd1d84497d9d9e9805', '2026-11-28 05:27:56.08503+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d7be-7088-8fa6-32a38bf7cd8f', 'user:01a2209f-d66d-7184-b931-a37652e055c9', 'ec6e4daa9c1c19b4526b8d7bfe262a1e', '\xfc4560017f0aad77c30a18f7e3623b15d5a079d466830d5eda9eb3ad9dc5a6b2', 201, '\x010b646576656c6f706d656e74ff4762739c9acfc710e021cce7de0cd000bec44903dd84c857eac89ec505ef829a53e68fc6b7fe69d8cdacefb668af0791c40372d4c5f5499ece152ce87485071d79d6de7fa9d5c16aaf7cffee0443ddd89bc92e8d1d1b3550652e07c8aaf1c627d3daf7e296c4a2f0af82288355cc3b2ae5e388b1370b3edad872afeb483b6ec1c2603fa3d368ece6e2c8d357846f1a191df6b71da28b716d4397ff5c2e8127c5e2395d85574cd37c6f50fcdda05fb7c2e21fc5bacd97c0a55393cdabd6953149cd9fd0695a459d6d68d1f8bd8d1554adb12af86b4debfbea0ca4f9521371b32454b91932da94a73319cba86abfff271b7e20308935ffd72f9d67207591562f8b87be373634182268b031981157f4065991cc98d9237bf84f5d4177dea15564f010d1673600df88b9376eb79306f8ba0f7aa0a5df375e4843094d74f9290e662d7633e43c1003ba6038689a45587037b6c8b62dfa6f7a0ae73c610aa895d835010ed16bcbb98d69691a7c2dc04a622fd1ed3505488650cab8a4f6c6d3a4c452a5bd332767acc49faa626202665659625e90a4226c3e3a2eee27f508e0b1a036ed43bae3e16f5140e049680a4f51a8999f0603b26ef2d82a043e42183337110e2fc0e27889ff6e5b9ec7c2f56a1080cd5cd08fe41666bdb3318084c5eade438c111560ebc04d0c4d476d69f1aeba336975f98f8461a211d7883d86a9d69f00b9012f0cf7a591732898067562c8d6d95859ee030526d173cb6524c6756ce2ee627643c490db71c53c9792adc08694027a6f4cda55946e075fa38835dd1e520d1ccbd3c0e82c95394199b2b752c86e6c044b9b133cfd7c6f374fd7c99367a4e06a9f4c257eaa34bb7598712d5533283f537033a6d64242b6e618c73e28c83f43feb1f440cb1298e49be68360377e7565a118c9ee6ec3b4fda00901b8848509952b601236fe6d39bb8e7810479ba9f4a8654a4403b1ad196a07e30ab35d208b609d968531a165ac92116bc3718b577af6b06166d7cf1c19720b64ba5cbe32cc2e10cbc463d4f878143daf81b3ed112b7caa05a7c9103fef4c405c4fb788871c05d9abf7f9472e702e9990c493c61146ea633c909bd6597e06aa4784c97cd19e2595bc79eeab1d295520d0c6a8a7b4861d225a90dd28f09cd4c382010b1380f5341618708e56d93f06a40e41d4d288d49d4865cad0006eb919cbf95b7a1eec1bbbb25d51a80d0cfea637edf09ac55a848042892cc709e10e71dd3230147505b6223c57df593aa8', '2026-11-28 05:27:56.090918+00');
INSERT INTO public.idempotency_keys VALUES ('01a2209f-d801-75de-81e5-fa0c067a2fdb', 'user:01a2209f-d66d-7184-b931-a37652e055c9', '84eb878fa76e03e09fc3e608ac07aac7', '\xc7fd9f7fbaf6a536efbeab8dfbeaaf041bd3b73dd3f3f9a807b2603ec1a439ca', 201, '\x010b646576656c6f706d656e744a594c2d41e525d8cb509c20a5fe0e6b9a48d3efb43bbd72a2c24acacb90fb69a392e761e6e5cc7a31fb839a9255c34a5072627b0bab0f684ba9391050f10bc541aeda35bbf0b74f780ea03c048aacab7c990f3059b85087bb616f0cdd5e8f460ca9fbe6490fa75cc232725e92c1a135a383be2915ca474ca23363e935849b768480aca380c439164b8dfb72986421c85b92ea97cb9d3994642f3b1f9cb73b67d2d520456fc2786ae2cbe8b76960cb7ae435dc336953dce48421dffee28eacaf44cd7fed0253cbeeade7c55c350ce09cd1cc6bcc997f8f5c47ceada220a2ab3d1322891b179bf18e511bf246cd010bd45199a9409ae75f1ad3d1039e3bcda6328d2fabbf266e64640d45b2a70956ab89ff548b29cd4b4f00cb7f47451e2f9a7c033844a39eec6dc066b75834c78a6678dad60a9b7d6fd07c2169333f43b23553b9739dc54fa9f46fbdc56973336a79bc90c7578ca040bc8dbd5b661caa559413d2c797accb53ae98c3f04b05e696ae18b89c8942a7ea20b6eda41c33979ea2c513fde1a36ea0c6d0099f3c788c20dfcf3e2662f34724fdc1a6a0133648ff7535946154f9c4a22c009b23f286a190c57e9404bf99f9952c5588a3484e73d998524731bce8484076b0b81ccca2eec8033c10a0c8989bbfe389b6eb61b17282655d8556d8a731db4638071f7f2b5db7def2bafd1a6eb89fa9a8bbd1fa52b9f0f53259c99c2351e9d01c875d974b04c02f7003156392394399aced8000ac50f6dfa3912d5b04824f246efe2261e7f2d5f425ca78c012d794cfd6bb8a53681a1c1952809af040a713c185134bad43ec33308ea644b23e99a003fd20ab2136b5b4c26eb190917c3620c051', '2026-11-28 05:27:56.15348+00');


--
-- Data for Name: invoice_lines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invoice_lines VALUES ('01a2209f-d6d2-70e3-bdae-8abcbe1ec3ee', '01a2209f-d6d0-751b-a570-a2949173b1f2', 1, 'Design of a garden', 2.500000, 80.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 20000, 3800);
INSERT INTO public.invoice_lines VALUES ('01a2209f-d791-729d-822c-0d96acee4ba4', '01a2209f-d790-7872-9676-f0c2ec7120af', 1, 'Planting of two trees', 2.000000, 49.99000000, NULL, '[{"name": "VAT", "percent": "19"}]', 9998, 1900);
INSERT INTO public.invoice_lines VALUES ('01a2209f-d7b0-7d2e-b2a9-a4501f4bc98e', '01a2209f-d7b0-72d5-955f-8102e52d3230', 1, 'A bench', 1.000000, 120.00000000, NULL, '[{"name": "VAT", "percent": "19"}]', 12000, 2280);


--
-- Data for Name: invoices; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invoices VALUES ('01a2209f-d6d0-751b-a570-a2949173b1f2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', 'open', 'INV-2026-00001', 'RF76INV202600001', 'EUR', false, NULL, NULL, 20000, 0, 3800, 23800, '[{"base": 20000, "name": "VAT", "amount": 3800, "percent": "19"}]', 11900, 0, 0, 0, 0, NULL, '2026-12-28', '2026-11-28', 'Europe/Berlin', false, false, '{"id": "rcv_01m8g9znmcf9waskt0g7b8g8ew", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8g9znp4f118cafr8sybewm4", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e745f9a21fe284fcb41bfa255c7bad8067abe17446f051d00acbb7b966e7bb3394aa8362f6e41abb5b37838a1b6c95e238abfa30a91ef46f2a2d7325f70ac9453e85039b4bffd30b1', '\x849a2ff4312b5b56ce9a88e01d34e3f350282a89d51455ef4700b428a0ad3669', '2026-11-28 05:27:55.875967+00', '{}', 6, '2026-11-28 05:27:55.855191+00', '2026-11-28 05:27:56.234037+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2209f-d790-7872-9676-f0c2ec7120af', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', 'open', 'INV-2026-00002', 'RF49INV202600002', 'EUR', false, NULL, NULL, 9998, 0, 1900, 11898, '[{"base": 9998, "name": "VAT", "amount": 1900, "percent": "19"}]', 11898, 0, 0, 0, 0, NULL, '2026-12-28', '2026-11-28', 'Europe/Berlin', false, false, '{"id": "rcv_01m8g9znmcf9waskt0g7b8g8ew", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8g9znp4f118cafr8sybewm4", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e7434d3e35da9cf05bdccd84571578d94c7d9bbd6c35fdd8ea0a112221291308fd2d471eaf83fb0ca6d298774525693733116ce25abeb744f1227f4dee6fa3e2fcedd657046cf1201', '\x0832bc0e9d59a795085ec1146211edb2199ebe4489456b9574bc9f902bdae254', '2026-11-28 05:27:56.060559+00', '{}', 4, '2026-11-28 05:27:56.047961+00', '2026-11-28 05:27:56.071276+00', DEFAULT);
INSERT INTO public.invoices VALUES ('01a2209f-d7b0-72d5-955f-8102e52d3230', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', 'open', 'INV-2026-00003', 'RF22INV202600003', 'EUR', false, NULL, NULL, 12000, 0, 2280, 14280, '[{"base": 12000, "name": "VAT", "amount": 2280, "percent": "19"}]', 0, 0, 0, 0, 0, NULL, '2026-12-28', '2026-11-28', 'Europe/Berlin', false, false, '{"id": "rcv_01m8g9znmcf9waskt0g7b8g8ew", "name": "Ada''s Gardens", "email": null, "tax_id": null, "address": {}, "country": null, "bank_account": null}', '{"id": "pyr_01m8g9znp4f118cafr8sybewm4", "name": "Bob", "email": "bob@example.com", "tax_id": null, "address": {}, "country": null, "bank_account": null}', '\x010b646576656c6f706d656e745475bbacbcabbf38fa3254ed5a27016477930b272f5c447d93ce9a2df61ad6edecf378d302ffc6f3c5c16e068a74e39c0a9f1a02b36ed5a1006eedc1b3947f9a30a375c515ab69', '\xa3236ccd25dff9afb94f82df3d0e468b030f017424121aeb024e946b7b85c642', '2026-11-28 05:27:56.086921+00', '{}', 5, '2026-11-28 05:27:56.079484+00', '2026-11-28 05:27:56.124315+00', DEFAULT);


--
-- Data for Name: ledger_accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_accounts VALUES ('1918e41e-cc3d-5031-8b6c-e8020223f70d', '01a2209f-d68c-7a78-accf-4081d68821dc', 'tax_payable', 'EUR', '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_accounts VALUES ('32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', 'receivables', 'EUR', '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_accounts VALUES ('fdf69b72-68ba-5da4-af25-955c5110ee06', '01a2209f-d68c-7a78-accf-4081d68821dc', 'revenue', 'EUR', '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_accounts VALUES ('d39fdd67-204d-5055-a0b7-c94ddf5744e5', '01a2209f-d68c-7a78-accf-4081d68821dc', 'gateway_clearing', 'EUR', '2026-11-28 05:27:55.953545+00');
INSERT INTO public.ledger_accounts VALUES ('e48db0a5-ee5e-5f29-8140-361b35677738', '01a2209f-d68c-7a78-accf-4081d68821dc', 'cash', 'EUR', '2026-11-28 05:27:56.068214+00');


--
-- Data for Name: ledger_entries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_entries VALUES ('01a2209f-d6e1-7292-8384-d9591069c848', '01a2209f-d6e1-7266-bc50-81d707cce5ad', '32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d6d0-751b-a570-a2949173b1f2', 'EUR', 23800, '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d6e1-729c-ac92-c11365084a37', '01a2209f-d6e1-7266-bc50-81d707cce5ad', 'fdf69b72-68ba-5da4-af25-955c5110ee06', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '01a2209f-d6d0-751b-a570-a2949173b1f2', 'EUR', -20000, '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d6e1-72a3-b22f-4b4c6397db84', '01a2209f-d6e1-7266-bc50-81d707cce5ad', '1918e41e-cc3d-5031-8b6c-e8020223f70d', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '01a2209f-d6d0-751b-a570-a2949173b1f2', 'EUR', -3800, '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d74a-7336-b5c1-c4e07c402a6b', '01a2209f-d74a-72e1-a125-2d7b9577a5f4', 'd39fdd67-204d-5055-a0b7-c94ddf5744e5', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, NULL, 'EUR', 23800, '2026-11-28 05:27:55.953545+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d74a-7344-a871-b06350d7f48d', '01a2209f-d74a-72e1-a125-2d7b9577a5f4', '32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d6d0-751b-a570-a2949173b1f2', 'EUR', -23800, '2026-11-28 05:27:55.953545+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d79b-74cb-bc10-774cb95b8f05', '01a2209f-d79b-748e-a6a4-b9adf56853f5', '32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d790-7872-9676-f0c2ec7120af', 'EUR', 11898, '2026-11-28 05:27:56.056729+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d79b-74d7-81b7-4ebbdf63d3c6', '01a2209f-d79b-748e-a6a4-b9adf56853f5', 'fdf69b72-68ba-5da4-af25-955c5110ee06', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '01a2209f-d790-7872-9676-f0c2ec7120af', 'EUR', -9998, '2026-11-28 05:27:56.056729+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d79b-74de-aeee-e0639bc0889b', '01a2209f-d79b-748e-a6a4-b9adf56853f5', '1918e41e-cc3d-5031-8b6c-e8020223f70d', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '01a2209f-d790-7872-9676-f0c2ec7120af', 'EUR', -1900, '2026-11-28 05:27:56.056729+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d7a8-73ed-b6b4-124dce18f058', '01a2209f-d7a8-73ac-abc3-f28d86fd083f', 'e48db0a5-ee5e-5f29-8140-361b35677738', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, NULL, 'EUR', 11898, '2026-11-28 05:27:56.068214+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d7a8-73f7-956b-39525dabb57c', '01a2209f-d7a8-73ac-abc3-f28d86fd083f', '32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d790-7872-9676-f0c2ec7120af', 'EUR', -11898, '2026-11-28 05:27:56.068214+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d7b6-7225-ac39-26f4337b28b0', '01a2209f-d7b6-71f0-a700-7eb3e0d9621f', '32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d7b0-72d5-955f-8102e52d3230', 'EUR', 14280, '2026-11-28 05:27:56.08503+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d7b6-7233-909c-52cd569fd7f4', '01a2209f-d7b6-71f0-a700-7eb3e0d9621f', 'fdf69b72-68ba-5da4-af25-955c5110ee06', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '01a2209f-d7b0-72d5-955f-8102e52d3230', 'EUR', -12000, '2026-11-28 05:27:56.08503+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d7b6-723a-adbe-08f88693c8a8', '01a2209f-d7b6-71f0-a700-7eb3e0d9621f', '1918e41e-cc3d-5031-8b6c-e8020223f70d', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, '01a2209f-d7b0-72d5-955f-8102e52d3230', 'EUR', -2280, '2026-11-28 05:27:56.08503+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d84b-78c3-8353-fa4790e85b84', '01a2209f-d84b-788a-a9c7-31a4f1fec74f', '32f9881f-b633-53ee-8869-5e13e65354b2', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d6d0-751b-a570-a2949173b1f2', 'EUR', 11900, '2026-11-28 05:27:56.229065+00');
INSERT INTO public.ledger_entries VALUES ('01a2209f-d84b-78da-830b-26269dfe6ea0', '01a2209f-d84b-788a-a9c7-31a4f1fec74f', 'd39fdd67-204d-5055-a0b7-c94ddf5744e5', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, NULL, 'EUR', -11900, '2026-11-28 05:27:56.229065+00');


--
-- Data for Name: ledger_transactions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_transactions VALUES ('01a2209f-d6e1-7266-bc50-81d707cce5ad', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.finalized', '01a2209f-d6d0-751b-a570-a2949173b1f2', '2026-11-28', '2026-11-28 05:27:55.870567+00');
INSERT INTO public.ledger_transactions VALUES ('01a2209f-d74a-72e1-a125-2d7b9577a5f4', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.succeeded', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', '2026-11-28', '2026-11-28 05:27:55.953545+00');
INSERT INTO public.ledger_transactions VALUES ('01a2209f-d79b-748e-a6a4-b9adf56853f5', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.finalized', '01a2209f-d790-7872-9676-f0c2ec7120af', '2026-11-28', '2026-11-28 05:27:56.056729+00');
INSERT INTO public.ledger_transactions VALUES ('01a2209f-d7a8-73ac-abc3-f28d86fd083f', '01a2209f-d68c-7a78-accf-4081d68821dc', 'payment.succeeded', '01a2209f-d7a5-7414-98b3-9bec669933da', '2026-11-28', '2026-11-28 05:27:56.068214+00');
INSERT INTO public.ledger_transactions VALUES ('01a2209f-d7b6-71f0-a700-7eb3e0d9621f', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice.finalized', '01a2209f-d7b0-72d5-955f-8102e52d3230', '2026-11-28', '2026-11-28 05:27:56.08503+00');
INSERT INTO public.ledger_transactions VALUES ('01a2209f-d84b-788a-a9c7-31a4f1fec74f', '01a2209f-d68c-7a78-accf-4081d68821dc', 'refund.succeeded', '01a2209f-d7fc-7160-93fe-81a8ccda99f1', '2026-11-28', '2026-11-28 05:27:56.229065+00');


--
-- Data for Name: mails; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.mails VALUES ('01a2209f-d672-757e-980c-c25e1eec70a5', 'verify_email', 'ada.dc2e5c7aee24@example.com', 'Confirm your e-mail address', NULL, 'done', 1, '2026-11-28 05:28:55.809305+00', NULL, NULL, '2026-11-28 05:27:55.842822+00', '2026-11-28 05:27:55.756988+00');


--
-- Data for Name: migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migration VALUES (1, '2026-11-22T20:00:00:000000', 'quittance', '2026-11-28 05:27:52.747012');
INSERT INTO public.migration VALUES (2, '2026-11-22T21:00:00:000000', 'quittance', '2026-11-28 05:27:52.798802');
INSERT INTO public.migration VALUES (3, '2026-11-22T22:00:00:000000', 'quittance', '2026-11-28 05:27:52.838412');
INSERT INTO public.migration VALUES (4, '2026-11-22T22:10:00:000000', 'quittance', '2026-11-28 05:27:52.861607');
INSERT INTO public.migration VALUES (5, '2026-11-26T22:00:00:000000', 'quittance', '2026-11-28 05:27:52.950563');
INSERT INTO public.migration VALUES (6, '2026-11-26T22:10:00:000000', 'quittance', '2026-11-28 05:27:53.023962');


--
-- Data for Name: number_series; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.number_series VALUES ('01a2209f-d6e3-7391-add0-5d780d231ba6', '01a2209f-d68c-7a78-accf-4081d68821dc', 'invoice', '2026', 4, '2026-11-28');


--
-- Data for Name: payers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payers VALUES ('01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d68c-7a78-accf-4081d68821dc', NULL, 'Bob', 'bob@example.com', '{}', NULL, NULL, 'active', '{}', 1, '2026-11-28 05:27:55.843862+00', '2026-11-28 05:27:55.843862+00');


--
-- Data for Name: payments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.payments VALUES ('01a2209f-d7a5-7414-98b3-9bec669933da', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d790-7872-9676-f0c2ec7120af', 'cash', 'succeeded', 'EUR', 11898, 11898, 0, 0, 0, 0, '2026-11-28', NULL, 'At the gate.', NULL, NULL, NULL, NULL, NULL, NULL, '01a2209f-d66d-7184-b931-a37652e055c9', '{}', 1, '2026-11-28 05:27:56.068214+00', '2026-11-28 05:27:56.068214+00');
INSERT INTO public.payments VALUES ('01a2209f-d7bb-7d5c-bdee-fc8fb522a48e', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d7b0-72d5-955f-8102e52d3230', 'card', 'failed', 'EUR', 14280, 0, 0, 0, 0, 0, NULL, NULL, NULL, '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', 'simpay_65a3e81bea95732f677b14a6f97048f6', NULL, 'card_declined', 'The bank declined the payment.', NULL, '01a2209f-d66d-7184-b931-a37652e055c9', '{}', 2, '2026-11-28 05:27:56.090918+00', '2026-11-28 05:27:56.124982+00');
INSERT INTO public.payments VALUES ('01a2209f-d6ea-7d02-a9c4-828a90744a5f', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d6d0-751b-a570-a2949173b1f2', 'card', 'succeeded', 'EUR', 23800, 11900, 0, 11900, 0, 0, '2026-11-28', NULL, NULL, '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', 'simpay_7a2b57b410b6fe9b29e82cb41e8691f7', NULL, NULL, NULL, NULL, NULL, '{}', 4, '2026-11-28 05:27:55.880896+00', '2026-11-28 05:27:56.234735+00');


--
-- Data for Name: receiver_members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receiver_members VALUES ('01a2209f-d68d-7599-84fe-f147e698e5b7', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d66d-7184-b931-a37652e055c9', 'owner', '2026-11-28 05:27:55.78666+00');


--
-- Data for Name: receivers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receivers VALUES ('01a2209f-d68c-7a78-accf-4081d68821dc', 'Ada''s Gardens', NULL, '{}', NULL, NULL, 'EUR', 'Europe/Berlin', NULL, 'INV', '{PREFIX}-{YYYY}-{SEQ:5}', 30, 'active', '{}', 1, '2026-11-28 05:27:55.78666+00', '2026-11-28 05:27:55.78666+00');


--
-- Data for Name: reconciliation_runs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: refresh_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refresh_tokens VALUES ('01a2209f-d675-7027-86c3-8bb4b2967b32', '01a2209f-d674-73a8-90a9-e98d63d0a3dd', '\x81d2e4b37c39b1cd72e0fd009b06f4c9ab2fd70c5c2b4edfe7564ab9fb21191d', NULL, '2026-11-28 05:27:55.765043+00');


--
-- Data for Name: refunds; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refunds VALUES ('01a2209f-d7fc-7160-93fe-81a8ccda99f1', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c4-7842-8629-f8467cb77284', '01a2209f-d6ea-7d02-a9c4-828a90744a5f', 'succeeded', 'EUR', 11900, 'A smaller garden.', '2026-11-28', '01a2209f-d6b3-7fd9-b4b1-85e288d2535e', 'simrfd_b82ffbde6df5965891aeea90b38114f3', NULL, NULL, '01a2209f-d66d-7184-b931-a37652e055c9', '{}', 2, '2026-11-28 05:27:56.15348+00', '2026-11-28 05:27:56.235301+00');


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sessions VALUES ('01a2209f-d674-73a8-90a9-e98d63d0a3dd', '01a2209f-d66d-7184-b931-a37652e055c9', '2026-12-28 05:27:55.764247+00', NULL, NULL, '127.0.0.1', 'python-httpx/0.28.1', '2026-11-28 05:27:55.756988+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES ('01a2209f-d66d-7184-b931-a37652e055c9', 'ada.dc2e5c7aee24@example.com', '$argon2id$v=19$m=19456,t=2,p=1$lwldx689ZpxNmTKyufDirg$Xx13CL6tqV9LKAQJ7LHJyWbts+58kt+/fKxAZSbJVoQ', 'Ada', 'member', 'active', 1, '2026-11-28 05:27:55.756988+00', '2026-11-28 05:27:55.756988+00', NULL);


--
-- Data for Name: webhook_attempts_2026_11; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d711-7924-9007-047527da413d', '01a2209f-d6ef-73e4-8c32-ca21164be717', 1, '2026-11-28 05:27:55.916391+00', 5, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:55.930054+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d721-7e7e-a39b-76c59ad0f8c5', '01a2209f-d6da-73e6-a71f-0b855ddd9c3a', 1, '2026-11-28 05:27:55.919739+00', 8, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:55.938091+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d721-7eb3-87a0-6d5d052bff7b', '01a2209f-d6cb-734c-9d8f-2426f1b9072c', 1, '2026-11-28 05:27:55.919426+00', 8, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:55.938091+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d713-7edc-a71e-b36c5cebc412', '01a2209f-d6e6-7179-a07e-0a2496c014c6', 1, '2026-11-28 05:27:55.917536+00', 6, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:55.951007+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d771-723b-98e7-4535629ccdbf', '01a2209f-d758-7b23-88ae-9052f2cedebe', 1, '2026-11-28 05:27:56.012187+00', 5, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.017458+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d771-79e6-8070-d2f58099191e', '01a2209f-d758-7856-ad35-93b9d2219e9a', 1, '2026-11-28 05:27:56.015212+00', 2, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.017707+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d79e-7bc7-b14f-b67a8a5d34b6', '01a2209f-d793-79b5-9679-338d226bd313', 1, '2026-11-28 05:27:56.061325+00', 1, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.062889+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7a5-703b-9ce2-48f42a0755ab', '01a2209f-d7a0-7ecf-8d26-e4bf58014b68', 1, '2026-11-28 05:27:56.067534+00', 1, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.069132+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7d3-7f3a-914f-ff2e4c2f6631', '01a2209f-d7b2-794e-97c5-a6612fad6630', 1, '2026-11-28 05:27:56.113199+00', 2, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.116094+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7d9-773d-942b-77830e5b4f87', '01a2209f-d7aa-7a30-9a9c-2db3dd774e7d', 1, '2026-11-28 05:27:56.113912+00', 4, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.121538+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7d9-7763-a79a-8bd4e1658f00', '01a2209f-d7aa-71e6-931d-92505944816a', 1, '2026-11-28 05:27:56.114049+00', 6, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.121538+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7d5-7ca4-99a4-f2172a35ad51', '01a2209f-d7be-762c-9d6f-97b847691c80', 1, '2026-11-28 05:27:56.113619+00', 4, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.138751+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7d5-7cc5-b0d1-aca611d93188', '01a2209f-d7b8-7c52-9f6a-2aa6189739c4', 1, '2026-11-28 05:27:56.11377+00', 4, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.138751+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d7fb-761c-9864-bf8942044564', '01a2209f-d7e0-7bac-9b11-b45b4ae0d53b', 1, '2026-11-28 05:27:56.152587+00', 2, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.160948+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d843-73a9-bb63-9ee32f460a2a', '01a2209f-d7fe-7260-b731-ae68fec40ce0', 1, '2026-11-28 05:27:56.223575+00', 3, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.227405+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d854-7b40-ba9b-f118025ad358', '01a2209f-d84d-7d0c-9a04-1a20a4bd1068', 1, '2026-11-28 05:27:56.243366+00', 1, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.244855+00');
INSERT INTO public.webhook_attempts_2026_11 VALUES ('01a2209f-d854-7ff1-97ab-3faef886182c', '01a2209f-d84d-768e-ae05-07259084aedd', 1, '2026-11-28 05:27:56.243724+00', 1, 204, NULL, NULL, NULL, true, '2026-11-28 05:27:56.24544+00');


--
-- Data for Name: webhook_attempts_2026_12; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_attempts_2027_01; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_attempts_otherwise; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_deliveries_open; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_deliveries_over_2026_11; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d6ef-73e4-8c32-ca21164be717', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6ee-7a92-9c3e-089300ce7188', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:55.921551+00', NULL, '2026-11-28 05:27:55.921551+00', '2026-11-28 05:27:55.880896+00', '2026-11-28 05:27:55.930615+00', NULL, 'payment.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d6cb-734c-9d8f-2426f1b9072c', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6c5-708d-a2f8-e468cd8382c7', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:55.937894+00', NULL, '2026-11-28 05:27:55.937894+00', '2026-11-28 05:27:55.843862+00', '2026-11-28 05:27:55.938489+00', NULL, 'payer.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d6da-73e6-a71f-0b855ddd9c3a', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6d9-7789-9e0d-cbb30ec80730', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:55.937894+00', NULL, '2026-11-28 05:27:55.937894+00', '2026-11-28 05:27:55.855191+00', '2026-11-28 05:27:55.938545+00', NULL, 'invoice.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d6e6-7179-a07e-0a2496c014c6', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d6e4-7f7f-a092-926fd0d56a84', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:55.923921+00', NULL, '2026-11-28 05:27:55.923921+00', '2026-11-28 05:27:55.870567+00', '2026-11-28 05:27:55.952115+00', NULL, 'invoice.finalized', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d758-7b23-88ae-9052f2cedebe', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d752-7a7a-9b0e-d123c02586c5', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.01713+00', NULL, '2026-11-28 05:27:56.01713+00', '2026-11-28 05:27:55.953545+00', '2026-11-28 05:27:56.017882+00', NULL, 'invoice.paid', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d758-7856-ad35-93b9d2219e9a', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d752-7a4c-8e8c-7ba3f0054ddd', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.017614+00', NULL, '2026-11-28 05:27:56.017614+00', '2026-11-28 05:27:55.953545+00', '2026-11-28 05:27:56.018234+00', NULL, 'payment.succeeded', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d793-79b5-9679-338d226bd313', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d792-7113-a9f6-91aa497a486f', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.062727+00', NULL, '2026-11-28 05:27:56.062727+00', '2026-11-28 05:27:56.047961+00', '2026-11-28 05:27:56.063356+00', NULL, 'invoice.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7a0-7ecf-8d26-e4bf58014b68', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d79e-740c-8a21-f36da523db10', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.069006+00', NULL, '2026-11-28 05:27:56.069006+00', '2026-11-28 05:27:56.056729+00', '2026-11-28 05:27:56.069529+00', NULL, 'invoice.finalized', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7b2-794e-97c5-a6612fad6630', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7b1-7bbe-9e90-b540d4e8ac3d', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.115943+00', NULL, '2026-11-28 05:27:56.115943+00', '2026-11-28 05:27:56.079484+00', '2026-11-28 05:27:56.117002+00', NULL, 'invoice.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7aa-7a30-9a9c-2db3dd774e7d', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7a9-74a7-8137-caeb5379f19e', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.121446+00', NULL, '2026-11-28 05:27:56.121446+00', '2026-11-28 05:27:56.068214+00', '2026-11-28 05:27:56.121944+00', NULL, 'payment.succeeded', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7aa-71e6-931d-92505944816a', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7a9-74c6-9f63-47bdaa591315', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.121446+00', NULL, '2026-11-28 05:27:56.121446+00', '2026-11-28 05:27:56.068214+00', '2026-11-28 05:27:56.122008+00', NULL, 'invoice.paid', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7be-762c-9d6f-97b847691c80', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7bd-77d1-a7a4-3ccd31f3df03', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.117785+00', NULL, '2026-11-28 05:27:56.117785+00', '2026-11-28 05:27:56.090918+00', '2026-11-28 05:27:56.139815+00', NULL, 'payment.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7b8-7c52-9f6a-2aa6189739c4', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7b7-7866-9298-507aa02d2d3d', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.117785+00', NULL, '2026-11-28 05:27:56.117785+00', '2026-11-28 05:27:56.08503+00', '2026-11-28 05:27:56.140017+00', NULL, 'invoice.finalized', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7e0-7bac-9b11-b45b4ae0d53b', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7df-7737-bd64-602c989e62a1', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.155362+00', NULL, '2026-11-28 05:27:56.155362+00', '2026-11-28 05:27:56.116563+00', '2026-11-28 05:27:56.161569+00', NULL, 'payment.failed', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d7fe-7260-b731-ae68fec40ce0', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d7fe-7155-a30b-8bf604848f82', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.227219+00', NULL, '2026-11-28 05:27:56.227219+00', '2026-11-28 05:27:56.15348+00', '2026-11-28 05:27:56.2278+00', NULL, 'refund.created', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d84d-7d0c-9a04-1a20a4bd1068', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d84c-7788-be73-737fa444260c', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.244697+00', NULL, '2026-11-28 05:27:56.244697+00', '2026-11-28 05:27:56.229065+00', '2026-11-28 05:27:56.245252+00', NULL, 'invoice.reopened', 204, 1);
INSERT INTO public.webhook_deliveries_over_2026_11 VALUES ('01a2209f-d84d-768e-ae05-07259084aedd', '01a2209f-d68c-7a78-accf-4081d68821dc', '01a2209f-d84c-7776-a27c-c56f7f5e5f89', '01a2209f-d6bb-74d9-80e0-f11e379c9377', 'delivered', 1, '2026-11-28 05:27:56.244994+00', NULL, '2026-11-28 05:27:56.244994+00', '2026-11-28 05:27:56.229065+00', '2026-11-28 05:27:56.245802+00', NULL, 'refund.succeeded', 204, 1);


--
-- Data for Name: webhook_deliveries_over_2026_12; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_deliveries_over_2027_01; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_deliveries_over_otherwise; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: webhook_endpoints; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_endpoints VALUES ('01a2209f-d6bb-74d9-80e0-f11e379c9377', '01a2209f-d68c-7a78-accf-4081d68821dc', 'http://127.0.0.1:37477/webhooks', NULL, '{}', 'enabled', NULL, 10, NULL, NULL, 0, '{}', 1, '2026-11-28 05:27:55.833151+00', '2026-11-28 05:27:55.833151+00', '{}', NULL, 'full', NULL, 'v1', NULL, NULL, NULL);


--
-- Data for Name: webhook_secrets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_secrets VALUES ('01a2209f-d6be-79b4-b774-8a1da66633d5', '01a2209f-d6bb-74d9-80e0-f11e379c9377', '\x010b646576656c6f706d656e74cb53fca5c545a9e92bc513aca40b9fe2128ac043e8795527d820df4c845ed813824c4109ac797cda1389cc26868b4fcf5b9b04ea47cee0bfc1f224fe6b836555c0b57e5777d3d162f15884f3d24e', NULL, '2026-11-28 05:27:55.833151+00');


--
-- Data for Name: webhook_tallies; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_tallies VALUES ('lag/well/0.1', 5);
INSERT INTO public.webhook_tallies VALUES ('attempts/well/delivered', 17);
INSERT INTO public.webhook_tallies VALUES ('lag/well/0.05', 12);
INSERT INTO public.webhook_tallies VALUES ('lag_seconds/well', 0.6788220000000001);
INSERT INTO public.webhook_tallies VALUES ('seconds/well/delivered', 0.06300000000000001);


--
-- Name: migration_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.migration_id_seq', 6, true);


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
-- Name: event_sequences event_sequences_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_sequences
    ADD CONSTRAINT event_sequences_pkey PRIMARY KEY (object_id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);


--
-- Name: events_2026_11 events_2026_11_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events_2026_11
    ADD CONSTRAINT events_2026_11_pkey PRIMARY KEY (id);


--
-- Name: events_2026_12 events_2026_12_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events_2026_12
    ADD CONSTRAINT events_2026_12_pkey PRIMARY KEY (id);


--
-- Name: events_2027_01 events_2027_01_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events_2027_01
    ADD CONSTRAINT events_2027_01_pkey PRIMARY KEY (id);


--
-- Name: events_otherwise events_otherwise_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events_otherwise
    ADD CONSTRAINT events_otherwise_pkey PRIMARY KEY (id);


--
-- Name: feed_floors feed_floors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_floors
    ADD CONSTRAINT feed_floors_pkey PRIMARY KEY (receiver_id);


--
-- Name: feed feed_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (id);


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
-- Name: webhook_attempts_2026_11 webhook_attempts_2026_11_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts_2026_11
    ADD CONSTRAINT webhook_attempts_2026_11_pkey PRIMARY KEY (id);


--
-- Name: webhook_attempts_2026_12 webhook_attempts_2026_12_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts_2026_12
    ADD CONSTRAINT webhook_attempts_2026_12_pkey PRIMARY KEY (id);


--
-- Name: webhook_attempts_2027_01 webhook_attempts_2027_01_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts_2027_01
    ADD CONSTRAINT webhook_attempts_2027_01_pkey PRIMARY KEY (id);


--
-- Name: webhook_attempts_otherwise webhook_attempts_otherwise_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_attempts_otherwise
    ADD CONSTRAINT webhook_attempts_otherwise_pkey PRIMARY KEY (id);


--
-- Name: webhook_deliveries_open webhook_deliveries_are_one_per_event_and_endpoint; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_open
    ADD CONSTRAINT webhook_deliveries_are_one_per_event_and_endpoint UNIQUE (event_id, endpoint_id);


--
-- Name: webhook_deliveries webhook_deliveries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id, status);


--
-- Name: webhook_deliveries_open webhook_deliveries_open_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_open
    ADD CONSTRAINT webhook_deliveries_open_pkey PRIMARY KEY (id, status);


--
-- Name: webhook_deliveries_over webhook_deliveries_over_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over
    ADD CONSTRAINT webhook_deliveries_over_pkey PRIMARY KEY (id, status);


--
-- Name: webhook_deliveries_over_2026_11 webhook_deliveries_over_2026_11_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over_2026_11
    ADD CONSTRAINT webhook_deliveries_over_2026_11_pkey PRIMARY KEY (id, status);


--
-- Name: webhook_deliveries_over_2026_12 webhook_deliveries_over_2026_12_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over_2026_12
    ADD CONSTRAINT webhook_deliveries_over_2026_12_pkey PRIMARY KEY (id, status);


--
-- Name: webhook_deliveries_over_2027_01 webhook_deliveries_over_2027_01_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over_2027_01
    ADD CONSTRAINT webhook_deliveries_over_2027_01_pkey PRIMARY KEY (id, status);


--
-- Name: webhook_deliveries_over_otherwise webhook_deliveries_over_otherwise_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_over_otherwise
    ADD CONSTRAINT webhook_deliveries_over_otherwise_pkey PRIMARY KEY (id, status);


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
-- Name: webhook_tallies webhook_tallies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_tallies
    ADD CONSTRAINT webhook_tallies_pkey PRIMARY KEY (name);


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
-- Name: events_without_a_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_without_a_position ON ONLY public.events USING btree (id) WHERE ("position" IS NULL);


--
-- Name: events_2026_11_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_11_id_idx ON public.events_2026_11 USING btree (id) WHERE ("position" IS NULL);


--
-- Name: events_by_object; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_by_object ON ONLY public.events USING btree (object_id, sequence);


--
-- Name: events_2026_11_object_id_sequence_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_11_object_id_sequence_idx ON public.events_2026_11 USING btree (object_id, sequence);


--
-- Name: events_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_in_order ON ONLY public.events USING btree ("position");


--
-- Name: events_2026_11_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_11_position_idx ON public.events_2026_11 USING btree ("position");


--
-- Name: events_by_receiver; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_by_receiver ON ONLY public.events USING btree (receiver_id, id);


--
-- Name: events_2026_11_receiver_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_11_receiver_id_id_idx ON public.events_2026_11 USING btree (receiver_id, id);


--
-- Name: events_by_receiver_in_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_by_receiver_in_order ON ONLY public.events USING btree (receiver_id, "position");


--
-- Name: events_2026_11_receiver_id_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_11_receiver_id_position_idx ON public.events_2026_11 USING btree (receiver_id, "position");


--
-- Name: events_2026_12_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_12_id_idx ON public.events_2026_12 USING btree (id) WHERE ("position" IS NULL);


--
-- Name: events_2026_12_object_id_sequence_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_12_object_id_sequence_idx ON public.events_2026_12 USING btree (object_id, sequence);


--
-- Name: events_2026_12_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_12_position_idx ON public.events_2026_12 USING btree ("position");


--
-- Name: events_2026_12_receiver_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_12_receiver_id_id_idx ON public.events_2026_12 USING btree (receiver_id, id);


--
-- Name: events_2026_12_receiver_id_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2026_12_receiver_id_position_idx ON public.events_2026_12 USING btree (receiver_id, "position");


--
-- Name: events_2027_01_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2027_01_id_idx ON public.events_2027_01 USING btree (id) WHERE ("position" IS NULL);


--
-- Name: events_2027_01_object_id_sequence_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2027_01_object_id_sequence_idx ON public.events_2027_01 USING btree (object_id, sequence);


--
-- Name: events_2027_01_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2027_01_position_idx ON public.events_2027_01 USING btree ("position");


--
-- Name: events_2027_01_receiver_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2027_01_receiver_id_id_idx ON public.events_2027_01 USING btree (receiver_id, id);


--
-- Name: events_2027_01_receiver_id_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_2027_01_receiver_id_position_idx ON public.events_2027_01 USING btree (receiver_id, "position");


--
-- Name: events_otherwise_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_otherwise_id_idx ON public.events_otherwise USING btree (id) WHERE ("position" IS NULL);


--
-- Name: events_otherwise_object_id_sequence_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_otherwise_object_id_sequence_idx ON public.events_otherwise USING btree (object_id, sequence);


--
-- Name: events_otherwise_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_otherwise_position_idx ON public.events_otherwise USING btree ("position");


--
-- Name: events_otherwise_receiver_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_otherwise_receiver_id_id_idx ON public.events_otherwise USING btree (receiver_id, id);


--
-- Name: events_otherwise_receiver_id_position_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_otherwise_receiver_id_position_idx ON public.events_otherwise USING btree (receiver_id, "position");


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
-- Name: webhook_attempts_by_delivery; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_by_delivery ON ONLY public.webhook_attempts USING btree (delivery_id, id);


--
-- Name: webhook_attempts_2026_11_delivery_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_2026_11_delivery_id_id_idx ON public.webhook_attempts_2026_11 USING btree (delivery_id, id);


--
-- Name: webhook_attempts_2026_12_delivery_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_2026_12_delivery_id_id_idx ON public.webhook_attempts_2026_12 USING btree (delivery_id, id);


--
-- Name: webhook_attempts_2027_01_delivery_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_2027_01_delivery_id_id_idx ON public.webhook_attempts_2027_01 USING btree (delivery_id, id);


--
-- Name: webhook_attempts_otherwise_delivery_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_attempts_otherwise_delivery_id_id_idx ON public.webhook_attempts_otherwise USING btree (delivery_id, id);


--
-- Name: webhook_deliveries_by_endpoint; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_by_endpoint ON ONLY public.webhook_deliveries USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries_open USING btree (endpoint_id, next_attempt_at);


--
-- Name: webhook_deliveries_open_endpoint_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_open_endpoint_id_id_idx ON public.webhook_deliveries_open USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_over_endpoint_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_over_endpoint_id_id_idx ON ONLY public.webhook_deliveries_over USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_over_2026_11_endpoint_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_over_2026_11_endpoint_id_id_idx ON public.webhook_deliveries_over_2026_11 USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_over_2026_12_endpoint_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_over_2026_12_endpoint_id_id_idx ON public.webhook_deliveries_over_2026_12 USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_over_2027_01_endpoint_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_over_2027_01_endpoint_id_id_idx ON public.webhook_deliveries_over_2027_01 USING btree (endpoint_id, id);


--
-- Name: webhook_deliveries_over_otherwise_endpoint_id_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_deliveries_over_otherwise_endpoint_id_id_idx ON public.webhook_deliveries_over_otherwise USING btree (endpoint_id, id);


--
-- Name: webhook_endpoints_receiver_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_endpoints_receiver_id ON public.webhook_endpoints USING btree (receiver_id);


--
-- Name: webhook_secrets_endpoint_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX webhook_secrets_endpoint_id ON public.webhook_secrets USING btree (endpoint_id);


--
-- Name: events_2026_11_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_without_a_position ATTACH PARTITION public.events_2026_11_id_idx;


--
-- Name: events_2026_11_object_id_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_object ATTACH PARTITION public.events_2026_11_object_id_sequence_idx;


--
-- Name: events_2026_11_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2026_11_pkey;


--
-- Name: events_2026_11_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_in_order ATTACH PARTITION public.events_2026_11_position_idx;


--
-- Name: events_2026_11_receiver_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver ATTACH PARTITION public.events_2026_11_receiver_id_id_idx;


--
-- Name: events_2026_11_receiver_id_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver_in_order ATTACH PARTITION public.events_2026_11_receiver_id_position_idx;


--
-- Name: events_2026_12_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_without_a_position ATTACH PARTITION public.events_2026_12_id_idx;


--
-- Name: events_2026_12_object_id_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_object ATTACH PARTITION public.events_2026_12_object_id_sequence_idx;


--
-- Name: events_2026_12_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2026_12_pkey;


--
-- Name: events_2026_12_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_in_order ATTACH PARTITION public.events_2026_12_position_idx;


--
-- Name: events_2026_12_receiver_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver ATTACH PARTITION public.events_2026_12_receiver_id_id_idx;


--
-- Name: events_2026_12_receiver_id_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver_in_order ATTACH PARTITION public.events_2026_12_receiver_id_position_idx;


--
-- Name: events_2027_01_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_without_a_position ATTACH PARTITION public.events_2027_01_id_idx;


--
-- Name: events_2027_01_object_id_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_object ATTACH PARTITION public.events_2027_01_object_id_sequence_idx;


--
-- Name: events_2027_01_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2027_01_pkey;


--
-- Name: events_2027_01_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_in_order ATTACH PARTITION public.events_2027_01_position_idx;


--
-- Name: events_2027_01_receiver_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver ATTACH PARTITION public.events_2027_01_receiver_id_id_idx;


--
-- Name: events_2027_01_receiver_id_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver_in_order ATTACH PARTITION public.events_2027_01_receiver_id_position_idx;


--
-- Name: events_otherwise_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_without_a_position ATTACH PARTITION public.events_otherwise_id_idx;


--
-- Name: events_otherwise_object_id_sequence_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_object ATTACH PARTITION public.events_otherwise_object_id_sequence_idx;


--
-- Name: events_otherwise_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_otherwise_pkey;


--
-- Name: events_otherwise_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_in_order ATTACH PARTITION public.events_otherwise_position_idx;


--
-- Name: events_otherwise_receiver_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver ATTACH PARTITION public.events_otherwise_receiver_id_id_idx;


--
-- Name: events_otherwise_receiver_id_position_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.events_by_receiver_in_order ATTACH PARTITION public.events_otherwise_receiver_id_position_idx;


--
-- Name: webhook_attempts_2026_11_delivery_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_by_delivery ATTACH PARTITION public.webhook_attempts_2026_11_delivery_id_id_idx;


--
-- Name: webhook_attempts_2026_11_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_pkey ATTACH PARTITION public.webhook_attempts_2026_11_pkey;


--
-- Name: webhook_attempts_2026_12_delivery_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_by_delivery ATTACH PARTITION public.webhook_attempts_2026_12_delivery_id_id_idx;


--
-- Name: webhook_attempts_2026_12_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_pkey ATTACH PARTITION public.webhook_attempts_2026_12_pkey;


--
-- Name: webhook_attempts_2027_01_delivery_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_by_delivery ATTACH PARTITION public.webhook_attempts_2027_01_delivery_id_id_idx;


--
-- Name: webhook_attempts_2027_01_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_pkey ATTACH PARTITION public.webhook_attempts_2027_01_pkey;


--
-- Name: webhook_attempts_otherwise_delivery_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_by_delivery ATTACH PARTITION public.webhook_attempts_otherwise_delivery_id_id_idx;


--
-- Name: webhook_attempts_otherwise_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_attempts_pkey ATTACH PARTITION public.webhook_attempts_otherwise_pkey;


--
-- Name: webhook_deliveries_open_endpoint_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_by_endpoint ATTACH PARTITION public.webhook_deliveries_open_endpoint_id_id_idx;


--
-- Name: webhook_deliveries_open_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_pkey ATTACH PARTITION public.webhook_deliveries_open_pkey;


--
-- Name: webhook_deliveries_over_2026_11_endpoint_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_endpoint_id_id_idx ATTACH PARTITION public.webhook_deliveries_over_2026_11_endpoint_id_id_idx;


--
-- Name: webhook_deliveries_over_2026_11_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_pkey ATTACH PARTITION public.webhook_deliveries_over_2026_11_pkey;


--
-- Name: webhook_deliveries_over_2026_12_endpoint_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_endpoint_id_id_idx ATTACH PARTITION public.webhook_deliveries_over_2026_12_endpoint_id_id_idx;


--
-- Name: webhook_deliveries_over_2026_12_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_pkey ATTACH PARTITION public.webhook_deliveries_over_2026_12_pkey;


--
-- Name: webhook_deliveries_over_2027_01_endpoint_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_endpoint_id_id_idx ATTACH PARTITION public.webhook_deliveries_over_2027_01_endpoint_id_id_idx;


--
-- Name: webhook_deliveries_over_2027_01_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_pkey ATTACH PARTITION public.webhook_deliveries_over_2027_01_pkey;


--
-- Name: webhook_deliveries_over_endpoint_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_by_endpoint ATTACH PARTITION public.webhook_deliveries_over_endpoint_id_id_idx;


--
-- Name: webhook_deliveries_over_otherwise_endpoint_id_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_endpoint_id_id_idx ATTACH PARTITION public.webhook_deliveries_over_otherwise_endpoint_id_id_idx;


--
-- Name: webhook_deliveries_over_otherwise_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_over_pkey ATTACH PARTITION public.webhook_deliveries_over_otherwise_pkey;


--
-- Name: webhook_deliveries_over_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.webhook_deliveries_pkey ATTACH PARTITION public.webhook_deliveries_over_pkey;


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
-- Name: events_2026_11 events_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON public.events_2026_11 FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: events_2026_12 events_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON public.events_2026_12 FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: events_2027_01 events_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON public.events_2027_01 FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


--
-- Name: events_otherwise events_are_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON public.events_otherwise FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();


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

CREATE TRIGGER touch_row BEFORE UPDATE ON public.webhook_endpoints FOR EACH ROW WHEN (((((((((((((old.url)::text IS DISTINCT FROM (new.url)::text) OR ((old.description)::text IS DISTINCT FROM (new.description)::text)) OR (old.event_types IS DISTINCT FROM new.event_types)) OR ((old.payload)::text IS DISTINCT FROM (new.payload)::text)) OR ((old.signature)::text IS DISTINCT FROM (new.signature)::text)) OR ((old.public_key)::text IS DISTINCT FROM (new.public_key)::text)) OR (old.headers IS DISTINCT FROM new.headers)) OR ((old.status)::text IS DISTINCT FROM (new.status)::text)) OR (old.max_in_flight IS DISTINCT FROM new.max_in_flight)) OR (old.max_per_second IS DISTINCT FROM new.max_per_second)) OR (old.metadata IS DISTINCT FROM new.metadata))) EXECUTE FUNCTION public.touch_row();


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
-- Name: events events_belong_to_a_receiver; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE public.events
    ADD CONSTRAINT events_belong_to_a_receiver FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON DELETE RESTRICT;


--
-- Name: feed_floors feed_floors_receiver_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.feed_floors
    ADD CONSTRAINT feed_floors_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES public.receivers(id) ON UPDATE CASCADE ON DELETE CASCADE;


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
-- Name: webhook_deliveries_open webhook_deliveries_go_to_an_endpoint; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries_open
    ADD CONSTRAINT webhook_deliveries_go_to_an_endpoint FOREIGN KEY (endpoint_id) REFERENCES public.webhook_endpoints(id) ON DELETE CASCADE;


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


