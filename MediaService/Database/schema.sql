-- The whole schema; each start runs it, so every statement may be run again.
create table if not exists pictures (
    id bigint generated always as identity primary key,
    owner_id bigint not null,
    state text not null default 'uploading' check (state in ('uploading', 'processing', 'ready', 'failed', 'deleted')),
    -- Until the upload is complete, the size that is reserved for it.
    size bigint not null,
    hash text,
    width int,
    height int,
    color text,
    idempotency_key text,
    created_at timestamptz not null default now(),
    unused_since timestamptz not null default now()
);
create index if not exists ix_pictures_owner on pictures (owner_id, id desc) where state <> 'deleted';
create unique index if not exists ix_pictures_key on pictures (owner_id, idempotency_key) where state <> 'deleted';
create index if not exists ix_pictures_unused on pictures (unused_since);

-- Which pictures something uses, such as an article, as its owner service has told.
create table if not exists uses (
    reference text not null,
    picture_id bigint not null references pictures (id) on delete cascade,
    primary key (reference, picture_id)
);
create index if not exists ix_uses_picture on uses (picture_id);
create table if not exists use_versions (reference text primary key, version bigint not null);

create table if not exists jobs (
    id bigint generated always as identity primary key,
    kind text not null,
    picture_id bigint not null,
    attempts int not null default 0,
    due_at timestamptz not null default now(),
    trace_parent text,
    last_error text
);
create index if not exists ix_jobs_due on jobs (due_at);
create table if not exists dead_jobs (like jobs, died_at timestamptz not null default now());
