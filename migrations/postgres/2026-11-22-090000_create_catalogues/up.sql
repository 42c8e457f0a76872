-- The lists that records choose from. They are filled at start from the files in data/catalogues, whose digests
-- catalogue_editions keeps, so that a new edition of a file is taken in once.
CREATE TABLE catalogue_editions (
    name TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    loaded_at TIMESTAMP NOT NULL
);

-- The 32 federal entities, by INEGI code.
CREATE TABLE states (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(code) = 2),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    abbreviation TEXT NOT NULL,
    iso TEXT NOT NULL UNIQUE,
    capital TEXT NOT NULL,
    latitude DOUBLE PRECISION NOT NULL,
    longitude DOUBLE PRECISION NOT NULL,
    population INTEGER NOT NULL
);

-- Municipalities, and the territorial demarcations of Mexico City, by INEGI code.
CREATE TABLE municipalities (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(code) = 5),
    state TEXT COLLATE "C" NOT NULL REFERENCES states (code),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    seat TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    population INTEGER
);
CREATE INDEX municipalities_state ON municipalities (state);

-- Countries, by ISO 3166-1 alpha-2 code.
CREATE TABLE countries (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(code) = 2),
    alpha3 TEXT NOT NULL UNIQUE,
    name_es TEXT NOT NULL,
    name_en TEXT NOT NULL,
    region_es TEXT,
    subregion_es TEXT,
    subregion_en TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION
);

-- International organisations, by OECD DAC channel code.
CREATE TABLE organisations (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_en TEXT NOT NULL,
    name_fr TEXT,
    group_en TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'inactive'))
);

-- Areas of cooperation.
CREATE TABLE areas (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_es TEXT NOT NULL,
    name_en TEXT NOT NULL
);

-- Kinds of instrument; the word on the document itself is the denomination and has no legal effect (LCT 2-II).
CREATE TABLE instrument_types (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_es TEXT NOT NULL,
    name_en TEXT NOT NULL
);

-- Other names by which people ask for an item of a catalogue: short, former and everyday ones.
CREATE TABLE other_names (
    catalogue TEXT COLLATE "C" NOT NULL CHECK (catalogue IN ('states', 'municipalities', 'countries', 'areas', 'instrument_types')),
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (catalogue, code, name)
);
