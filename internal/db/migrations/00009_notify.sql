-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA notify;

-- A mail is written down when it is decided, in the same transaction, and
-- keeps its content until it was handed over.
CREATE TABLE notify.mails (
    id         uuid PRIMARY KEY,
    kind       text        NOT NULL,
    cause      text        NOT NULL,
    user_id    uuid REFERENCES auth.users (id) ON DELETE CASCADE,
    recipient  text        NOT NULL,
    locale     text        NOT NULL,
    subject    text        NOT NULL,
    html       text        NOT NULL,
    text       text        NOT NULL,
    status     text        NOT NULL DEFAULT 'queued',
    attempts   int         NOT NULL DEFAULT 0,
    -- What the mail server said to the last attempt, in its words.
    problem    text,
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    CONSTRAINT mails_cause_once UNIQUE (kind, cause),
    CONSTRAINT mails_locale_known CHECK (locale IN ('en', 'de')),
    CONSTRAINT mails_status_known CHECK (status IN ('queued', 'sent', 'failed')),
    CONSTRAINT mails_sent_has_time CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT mails_queued_has_content CHECK (status <> 'queued' OR (recipient <> '' AND html <> '' AND text <> ''))
);
CREATE INDEX mails_user ON notify.mails (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX mails_recipient ON notify.mails (recipient);
CREATE INDEX mails_newest ON notify.mails (created_at DESC, id DESC);

-- +goose Down
DROP SCHEMA notify CASCADE;
