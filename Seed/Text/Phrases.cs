namespace Conduit.Seed.Text;

/// <summary>Sentences with placeholders that a theme fills: see <see cref="Filling"/>.</summary>
internal static class Phrases
{
    public static readonly string[] Titles =
    [
        "A field guide to {thing}", "What I got wrong about {thing}", "How to {goal}", "{Thing}, explained slowly", "Notes on {thing}",
        "How we learned to {goal}", "The quiet case for {thing}", "Stop {mistake}", "{Subject} for the impatient", "Before you try {thing}",
        "A year of {subject}: what stayed", "{Thing} and {thing}: a love story", "Small steps to {goal}",
        "What {subject} taught me about patience",
        "Against {mistake}", "{Thing} in five minutes", "The unreasonable usefulness of {thing}", "Why I came back to {thing}",
    ];

    public static readonly string[] Descriptions =
    [
        "What {thing} can do for you, and what it cannot.", "How to {goal} without {mistake}.",
        "A short note for everybody who wants to {goal}.",
        "I spent a year {mistake}, so that you need not.", "On {thing}, {thing} and the time between.",
        "Three habits that helped me to {goal}.",
        "An honest report on {subject}, with everything that went wrong.", "The one thing about {thing} that nobody told me.",
    ];

    public static readonly string[] Openings =
    [
        "For years I thought that {subject} was for other people. Then I wanted to {goal}, and there was no way round it.",
        "Everybody has an opinion on {thing}. Mine changed last winter.",
        "Somebody asked me how to {goal}. My first answer was wrong, and this is the second.",
        "There are two kinds of advice about {subject}: the kind that sounds clever, and the kind that works on a Tuesday.",
        "I started with {thing} because I wanted to {goal}. It took longer than I had hoped, and it was worth it.",
        "If you only remember one thing about {subject}, let it be {thing}.",
        "This began as a note to myself about {thing}. People kept asking for it, so here it is.",
    ];

    public static readonly string[] Stories =
    [
        "The first attempt failed, as first attempts do. I was {mistake}, and it took me weeks to notice. What helped in "
        + "the end was plain: {thing}, a notebook, and somebody to ask.",
        "We had been {mistake} for so long that it felt like a rule. It was not. The day we gave it up, we could {goal}, "
        + "and nobody missed the old way.",
        "A friend who has done this for twenty years looked at {thing}, looked at me, and laughed. Then she showed me how "
        + "to {goal}. It took ten minutes.",
        "I kept a log for a month. Most of the trouble came from {thing}, very little from what I had suspected. Since then "
        + "I look there first.",
        "It is easy to read about {thing} and hard to sit down and do it. So I made it small: fifteen minutes, every "
        + "morning, no exceptions. After six weeks I was able to {goal}.",
    ];

    public static readonly string[] Mistakes =
    [
        "The usual trap is {mistake}. It feels like progress, and it is even fun, but it takes you away from what you wanted: to {goal}.",
        "If you catch yourself {mistake}, stop for a moment. Ask what would happen if you did nothing. Often the answer is: nothing.",
        "Nobody sets out to fail by {mistake}. It comes one small step at a time, and each step looks sensible.",
        "I have seen good people lose a whole season to {mistake}. The way out is dull: begin with {thing}, and go on with "
        + "{thing} only when that holds.",
    ];

    public static readonly string[] Closings =
    [
        "That is all. Try it for a week, and tell me in the comments what I missed.",
        "None of this is new. But it took me a long time to believe it, and perhaps it saves you some of that.",
        "Start with {thing}. The rest follows, or it was not needed.",
        "I still get it wrong on some days. On most days now I can {goal}, and that is enough.",
        "If you do it differently, I would like to hear why: that is how I learned most of what is written here.",
    ];

    public static readonly string[] Comments =
    [
        "Thank you, this is the first text on {thing} that I understood.", "I did the opposite for years: {mistake}. Never again.",
        "\"{tip}\" Printed and pinned above my desk.",
        "Not sure that I agree about {thing}. Could you give an example?", "We tried this last month and it worked, except for {thing}.",
        "Saved me a whole evening.",
        "I would add one thing: start with {thing}.", "How long did it take you to {goal}?", "More on {thing}, please!",
        "Sent to three friends who keep {mistake}.",
        "Great read. I never thought of {thing} in that way.", "This matches what I see every day.",
        "Does it also hold for beginners in {subject}?", "Lovely. I read it twice.",
        "**{tip}** So true.", "I have been {mistake}, and I feel caught.", "Came for {thing}, stayed for the rest.",
        "Half of this I knew; the other half I needed.",
    ];

    public static readonly string[] Biographies =
    [
        "Writes about {subject}.", "{Subject}, slowly.", "Here to {goal}.", "Learning to {goal}, one mistake at a time.",
        "Mostly {thing}. Sometimes {thing}.",
        "Believes in {thing}.", "Used to spend too much time {mistake}. Better now.", "\"{tip}\"",
    ];

    public static readonly string[] StoryHeadings = ["How it began", "What we tried", "A short story", "What happened"];

    public static readonly string[] MistakeHeadings = ["The usual mistake", "What not to do", "Where it goes wrong"];

    public static readonly string[] ListHeadings = ["What I would do again", "The short list", "What helped", "Rules of thumb"];

    public static readonly string[] StepHeadings = ["Step by step", "In this order", "A plan for a week"];

    public static readonly string[] CodeHeadings = ["An example", "What it looks like", "In code"];

    /// <summary>Tags that fit any theme, the most popular first.</summary>
    public static readonly string[] Tags = ["beginners", "lessons", "guide", "opinion", "notes", "tips"];
}
