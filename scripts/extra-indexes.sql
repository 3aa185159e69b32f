-- Indexes that a farm with a long queue may want: nothing needs them, and no program of ours makes them.
--
--     psql -X -f scripts/extra-indexes.sql DATABASE
--
-- Run it as the database's owner, at any time: the tables stay usable meanwhile, and indexes that are there are left
-- alone. Not in a transaction.

-- With it the jobs of a processor need no scan of the whole queue: the time to find the best ones does not grow with the
-- queue any more.
CREATE INDEX CONCURRENTLY IF NOT EXISTS buildqueue__waiting__idx
    ON buildqueue (processor, virtualized, lastscore DESC NULLS LAST, id) WHERE builder IS NULL;

-- For sources that were published often, and archives with many binaries.
CREATE INDEX CONCURRENTLY IF NOT EXISTS spph__source__archive__series__idx
    ON sourcepackagepublishinghistory (sourcepackagerelease, archive, distroseries, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS bpph__published__idx
    ON binarypackagepublishinghistory (archive, distroarchseries) WHERE status = 2;
