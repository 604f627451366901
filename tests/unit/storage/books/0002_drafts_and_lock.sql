-- What a data folder of the second schema holds after some use: two people, one of them barred since, windows
-- that are open, locked, signed out and expired, entries, drafts begun, emptied and discarded, and who came and
-- went. Never changed once released.

UPDATE instance SET id = '5b00c0de', shared_computer = 1;

INSERT INTO account (id, name, name_key, password_hash, colour, is_administrator, created_at, disabled_at,
                     purged_last_seen) VALUES
    (1, 'Ada Löwe', 'ada löwe', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', 0, 1, 1790000000, NULL, NULL),
    (2, 'Ben', 'ben', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$c2FtZQ', 1, 0, 1790000100, 1790009000, 1789990000);

INSERT INTO sign_in_attempt (name_digest, failures, last_at) VALUES
    ('a08d5d19cc27dbfcb4f1b4bb2eec0cf1d6ad1fb3a2d3be4b0a8f0e4d3f9c6a11', 3, 1790000500);

INSERT INTO session (id, user_id, created_at, last_active_at, generation, confirmed_generation, confirmed_at,
                     ended_at, ended_because, label, locked_at) VALUES
    ('ada-open', 1, 1790000000, 1790008000, 3, 2, 1790008000, NULL, NULL, 'window of Ada', 1790008300),
    ('ada-left', 1, 1790000200, 1790000300, 1, 1, 1790000300, 1790000400, 'signed_out', 'browser of Ada', NULL),
    ('ben-open', 2, 1790000100, 1790000100, 1, 0, 1790000100, 1790009000, 'account_disabled', 'window of Ben', NULL);

INSERT INTO refresh_token (id, user_id, session_id, generation, issued_at, expires_at) VALUES
    ('a1', 1, 'ada-open', 1, 1790000000, 1797776000),
    ('a2', 1, 'ada-open', 2, 1790004000, 1797780000),
    ('a3', 1, 'ada-open', 3, 1790008000, 1797784000),
    ('l1', 1, 'ada-left', 1, 1790000200, 1797776200),
    ('b1', 2, 'ben-open', 1, 1790000100, 1797776100);

INSERT INTO entry (number, author_id, post_key, written_at, utc_offset, text) VALUES
    (1, 1, 'k-1', 1790000600, 120, 'Pump 3 failed again. **Valve closed.**'),
    (2, 2, 'k-1', 1790000700, 120, 'Replaced the seal; see #1.' || char(10) || char(10) || '- 🔧 torque 12 N·m'),
    (3, 1, 'k-2', 1790008000, 60, '');

INSERT INTO draft (id, user_id, place, text, selection_start, selection_end, scroll, version, writer, sequence,
                   created_at, saved_at, discarded_at) VALUES
    ('000102030405060708090a0b0c0d0e0f', 1, 'new', 'Pump 3: pressure is ris', 23, 23, 0, 7, 'page-1', 7,
     1790008000, 1790008290, NULL),
    ('101112131415161718191a1b1c1d1e1f', 1, 'reply-2', '', 0, 0, 0, 2, NULL, 0, 1790007000, 1790007100, NULL),
    ('202122232425262728292a2b2c2d2e2f', 2, 'new', 'Torque' || char(10) || 'was', 0, 10, 40, 3, 'page-2', 3,
     1790000710, 1790000720, 1790000730);

INSERT INTO access_log (id, at, event, user_id, session_id, detail) VALUES
    (1, 1790000000, 'person_added', 1, NULL, NULL),
    (2, 1790000000, 'sign_in', 1, 'ada-open', NULL),
    (3, 1790000400, 'sign_out', 1, 'ada-left', NULL),
    (4, 1790009000, 'person_disabled', 2, NULL, NULL),
    (5, 1790009000, 'session_ended', 2, 'ben-open', 'account_disabled'),
    (6, 1790008300, 'session_locked', 1, 'ada-open', NULL);
