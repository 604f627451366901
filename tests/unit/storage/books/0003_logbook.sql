-- What a data folder of the third schema holds after some use: two people, one of them barred since, windows
-- that are open, locked, signed out and expired, entries (one with a file that is
-- not here, answered, amended, imported and hidden), drafts begun, emptied and discarded, and who came and
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

INSERT INTO attachment (sha256, size, media_type, stored_at) VALUES
    ('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0, 'application/octet-stream', 1790000600);

INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at, happened_offset,
                   clock_back, source, text, category, tags, reason, salt, body_hash, hash) VALUES
    (1, 1, 'k-1', 'entry', NULL, 1790000600, 120, NULL, NULL, 0, NULL,
     'Pump 3 failed again. **Valve closed.**', 'Vacuum', '["pump", "Leck"]', '',
     x'01010101010101010101010101010101',
     x'e9c37db32f879ef941a4a979e22f7b632ed779ccf419ad76617846bbcfef9913',
     x'192b641b4961f4fb414b82b4ce7c7e630531a61474ddca7669c3f83bd81037f1');
INSERT INTO entry_attachment (number, position, sha256, name) VALUES
    (1, 0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'readings.txt');
INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at, happened_offset,
                   clock_back, source, text, category, tags, reason, salt, body_hash, hash) VALUES
    (2, 2, 'k-1', 'reply', 1, 1790000700, 120, 1790000650, 120, 0, NULL,
     'Replaced the seal; see #1.' || char(10) || '' || char(10) || '- 🔧 torque 12 N·m', '', '[]', '',
     x'02020202020202020202020202020202',
     x'a105980b3fadeba1e3a2fe8a55f34aa8c61b645ad6f4e9ec1315ede644292dfd',
     x'438dc1ebdec74feae288056e55bffed0224150f58bc1bbbbe698bd9e13085ba4');
INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at, happened_offset,
                   clock_back, source, text, category, tags, reason, salt, body_hash, hash) VALUES
    (3, 1, 'k-2', 'entry', NULL, 1790008000, 60, NULL, NULL, 0, NULL,
     'Wrong day', '', '[]', '',
     x'03030303030303030303030303030303',
     x'f9a2c4bb92c106d58b12e92df2a184e7821c1fd05c991f9044eb4820959f7863',
     x'0e20ebced1c64d618593e67ecd154b10e51584c82c98179e9a0d90c53ad01ad9');
INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at, happened_offset,
                   clock_back, source, text, category, tags, reason, salt, body_hash, hash) VALUES
    (4, 1, 'k-3', 'amendment', 3, 1790007900, 60, NULL, NULL, 100, NULL,
     'Right day', '', '[]', 'wrong day',
     x'04040404040404040404040404040404',
     x'5bc741e8dd19e5ffb89622a81a6b25d9b1bd377b42a995d9553661b97ac7c492',
     x'efd2cd60526a162ecc8fb422dad97a9c3e4c7ede9b87f0b972cc0a5aa88e1dcd');
INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at, happened_offset,
                   clock_back, source, text, category, tags, reason, salt, body_hash, hash) VALUES
    (5, 2, 'i-1', 'entry', NULL, 1780000000, 0, NULL, NULL, 0, 'ELOG demo.log, message 1',
     'From elsewhere', '', '[]', '',
     x'05050505050505050505050505050505',
     x'6d7f8b76f6c19292ca22590b231965946919ddc6493bfe525c26a46970572b48',
     x'cc3169a34a3661a58225ef1a5b5c26c0ebc84cbce14bcaaf13b40eb6165f9220');
INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at, happened_offset,
                   clock_back, source, text, category, tags, reason, salt, body_hash, hash) VALUES
    (6, 1, 'k-4', 'hiding', 5, 1790008010, 60, NULL, NULL, 0, NULL,
     '', '', '[]', 'A password',
     x'06060606060606060606060606060606',
     x'8f667f8fee94fec6777103aa5f31fb8b4283a2e3ac9740cc90bda5299a45d4bb',
     x'5938ad6fbc8131ab3069a6e7c143bab747e1e51b709393608864928623032659');

INSERT INTO label (id, kind, key, word) VALUES
    (1, 'category', 'vacuum', 'Vacuum'),
    (2, 'tag', 'pump', 'pump'),
    (3, 'tag', 'leck', 'Leck');

INSERT INTO day (day, author_id, entries, first_number, last_number) VALUES
    (20601, 2, 1, 5, 5),
    (20717, 1, 4, 1, 6),
    (20717, 2, 1, 2, 2);

INSERT INTO entry_index (rowid, text, about, marks) VALUES
    (1, 'Pump 3 failed again. **Valve closed.**', 'Vacuum' || char(10) || 'pump' || char(10) || 'Leck' || char(10) || '' || char(10) || 'readings.txt', '' || char(0xE000) || 'a1 ' || char(0xE000) || 'kentry ' || char(0xE000) || 'l1 ' || char(0xE000) || 'l2 ' || char(0xE000) || 'l3 ' || char(0xE000) || 'f'),
    (2, 'Replaced the seal; see #1.' || char(10) || '' || char(10) || '- 🔧 torque 12 N·m', '' || char(10) || '', '' || char(0xE000) || 'a2 ' || char(0xE000) || 'kreply'),
    (3, 'Wrong day', '' || char(10) || '', '' || char(0xE000) || 'a1 ' || char(0xE000) || 'kentry ' || char(0xE000) || 'm'),
    (4, 'Right day', '' || char(10) || 'wrong day', '' || char(0xE000) || 'a1 ' || char(0xE000) || 'kamendment'),
    (5, '', '' || char(10) || '', '' || char(0xE000) || 'a2 ' || char(0xE000) || 'kentry ' || char(0xE000) || 'h ' || char(0xE000) || 'i'),
    (6, '', '' || char(10) || 'A password', '' || char(0xE000) || 'a1 ' || char(0xE000) || 'khiding');

INSERT INTO term (term) VALUES
    ('again'), ('closed'), ('failed'), ('leck'), ('password'), ('pump'), ('readings'), ('replaced'),
    ('right'), ('seal'), ('torque'), ('vacuum'), ('valve'), ('wrong');

INSERT INTO draft (id, user_id, place, text, selection_start, selection_end, scroll, version, writer, sequence,
                   created_at, saved_at, discarded_at, fields) VALUES
    ('000102030405060708090a0b0c0d0e0f', 1, 'new', 'Pump 3: pressure is ris', 23, 23, 0, 7, 'page-1', 7,
     1790008000, 1790008290, NULL, '{"category": "Vacuum"}'),
    ('101112131415161718191a1b1c1d1e1f', 1, 'reply-2', '', 0, 0, 0, 2, NULL, 0, 1790007000, 1790007100, NULL, '{}'),
    ('202122232425262728292a2b2c2d2e2f', 2, 'new', 'Torque' || char(10) || 'was', 0, 10, 40, 3, 'page-2', 3,
     1790000710, 1790000720, 1790000730, '{}');

INSERT INTO access_log (id, at, event, user_id, session_id, detail) VALUES
    (1, 1790000000, 'person_added', 1, NULL, NULL),
    (2, 1790000000, 'sign_in', 1, 'ada-open', NULL),
    (3, 1790000400, 'sign_out', 1, 'ada-left', NULL),
    (4, 1790009000, 'person_disabled', 2, NULL, NULL),
    (5, 1790009000, 'session_ended', 2, 'ben-open', 'account_disabled'),
    (6, 1790008300, 'session_locked', 1, 'ada-open', NULL);

INSERT INTO draft_attachment (draft_id, sha256, name, added_at) VALUES
    ('000102030405060708090a0b0c0d0e0f', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'empty.txt', 1790008200);

INSERT INTO preset (id, name, name_key, category, tags, text, changed_at, changed_by) VALUES
    (1, 'Handover', 'handover', 'Shift', '["handover"]', '- [ ] Keys' || char(10) || '- [ ] Gas', 1790000900, 1);

INSERT INTO saved_filter (id, user_id, name, query) VALUES (1, 1, 'Pumps', 'q=pump&tag=pump');

INSERT INTO import_run (id, at, user_id, format, file_name, first_number, last_number) VALUES
    (1, 1790008005, 1, 'elog', 'demo.log', 5, 5);
