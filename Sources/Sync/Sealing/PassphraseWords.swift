/// What proposed passphrases are made of: 1024 common words of three to eight letters, no two of which differ in one letter
/// only. None is the beginning of another.
let passphraseWords = """
    absent absorb accent access account acre actor admire admit adopt adult advice affair afraid agree alarm alive
    alley allow almond almost alpine amuse anchor ancient angle animal answer antenna anvil apart apple apricot april
    arch arena argue around arrive artist aspen athlete atlas atom attend attic auburn author avenue award away
    awkward baby badge bagel balance balcony bamboo banana banjo barber bargain bark basil bath beacon bean beaver
    become bee belong bench berry bird biscuit bison blade blanket blazer blend block blossom blue board boat body
    boil bonus bottle bounce box brass brave breath breeze bridge bright bring broad broom brother brush budget
    buffalo build bulb bundle burger burst buzz cabbage cabin cake calm camel camera canal candle canoe canvas captain
    carbon cargo carpet carry cartoon cash castle ceiling cement census century chair change chapel chapter charm
    check cheese cherry chest chicken chief chimney chin choose church cinema circle citizen city civil class clay
    clean clever client cliff clinic close cloud coast cocoa coconut code coffee collar college column comedy comfort
    common concert cook copy corn correct cosmic cottage cotton couch cougar country couple courage cousin cover
    coyote crab cradle craft crane creek crew cricket crisp crop cross crown crumb crust crystal curious curl current
    curtain curve custom cut cymbal cypress daisy dance danger dawn day debate decide deer degree delay delta denim
    desert detail develop device devote diagram dialog diamond diary diet differ digit disc divide doctor doll dolphin
    donate door double dove dragon drama draw dream dress drift drive drum dune during dusk duty dynamo eager earth
    easel easy echo edit effort egg elbow elder elect elegant element elk embark ember embrace emotion employ empty
    end energy enjoy enough entire entry episode equip era errand escape essay eternal event example excite exhibit
    exist expect explain express eye fabric face factory faint fair falcon fall famous fashion fast father feel felt
    fence fiber file final finish firm first fix flash flat flavor fleet flight floor fluid foam folder follow foot
    force forest forget fortune forum forward found frame free freight friday fringe frog front fruit funny gadget
    garage garden garlic gauge gazelle gecko general genius geology giant gift ginger giraffe give glacier glimpse
    glory glove gold gondola gorilla govern gown grand grape gravy greet grid grill grocery group guard guava guest
    guide gulf gum habit half hammer hamster hand happy harmony hat hawk hazel head health heart heavy hedge height
    helmet help herb hexagon high hint history hobby hockey holly home honey hood horizon host hub human humble
    hundred hurdle husband hybrid icicle idea igloo image imagine impact improve inch income index indigo indoor
    inhale inquiry inside inspire instant invent invite iris iron island isolate issue item ivy jacket jade january
    jar jasmine jeans jelly jersey job join joke jubilee judge juice july jump jungle junior just kayak keep kennel
    kettle key kick kilo kind kitchen kite kiwi knee knife knock label ladder lady lagoon laser late laugh laundry
    lava leaf learn leather lecture left legal legend leisure length lens lentil leopard lesson level library lilac
    lily limb limit line liquid little load lobster local logic loop lotus lounge lunar lyric machine magic main major
    manage mango manner manual map marble margin marine marsh match matter maximum meadow measure media medley melody
    melon mention menu merit message meteor method middle milk mimic minimum minute mirror mist mitten modern modest
    moment monkey moose mosaic moss motel moth motor movie mud muffin museum music mustard mutual mystery nail napkin
    narrow nation nature near nectar needle neon never new nickel nimble noodle normal notice number nurse nylon oasis
    object oboe observe ocean october offer office often omelet once onion onward open opinion oppose option orange
    orbit orchard orchid order oregano origin osprey ostrich otter outdoor oval owl owner oxygen ozone pack paddle
    page pancake panda panel panther paper parcel parrot parsley pasta patient pattern pause peach peanut pelican
    pepper perfume permit person phone photo piano pickle picture piece pigeon pilot pink pipe pitch pizza place
    plaster plaza please plenty plum plunge pocket poem point police pollen polo pony pool popcorn portion poster
    pottery power prairie praise predict prefer prepare present pretty pride primary prince private problem process
    produce program promise proper protect provide pudding pulse puma pupil puppy purple pyramid quail quality quantum
    quarter quartz queen quick quiet quince quiz quote raccoon radio radish raisin rally ranch random rapid rare raven
    razor ready real recall receive record red reef reflect refuse regular relax remote rent repair repeat reply
    report request rescue resist respect return reveal reward rhyme rhythm ribbon rice ripple river robin robot
    romance rooster rose rotate row royal rubber ruby rug rule rustic salon salt salute same satin sauna savanna scarf
    science scooter score scout screen script search season seat second secret section seed seller senior sense series
    service seven shadow shark shelf shield shine shovel show shrimp shuffle sibling sign silent silver similar simple
    sister situate skate skin skirt sky sleep sleeve slender slice small smart soap soccer social sock solar solid
    song soon sorry sort source south space speak special speech spell sphere spider spirit splash sponge spread
    spring spruce square staff stairs station stay steam step stereo stick still stool stork stove street stretch
    student study subject submit subway success sudden suit supper surf swallow swan sweater sweet swift swing switch
    symbol syrup system table talent target task taste taxi tell temple term text theme thick thing third thirty thorn
    thought thread three thrive thumb thunder ticket tidy timber time tin title token tomato tone tongue tonight tooth
    torch tornado total toy trade traffic train travel tray treat trek trend trial trip trophy truck true trumpet tube
    tulip tuna tundra tunnel turkey turn turtle tutor tweed twenty twig twist type typical uncle unfold unit unknown
    update upward use usual utensil vacant vacuum vanilla various vase vehicle vendor venture verse version vessel
    vest video view village vintage vinyl violet violin virtue visual vital vivid volcano volume vote voyage wagon
    walk walnut walrus wander want warm wasp water wave wax wedding welcome wet wheel whisper white whole wide wild
    window winter wish witness wizard work world wren yard yogurt zebra zenith zipper zoo
    """.split(whereSeparator: \.isWhitespace).map(String.init)
