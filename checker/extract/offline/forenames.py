"""
Titles and common English forenames that tell "she" from "he"; a name that both bear is not among them.

Never here: who somebody is.
"""

GENDERED_TITLES = {
    "Mr": "he",
    "Sir": "he",
    "Lord": "he",
    "Mrs": "she",
    "Ms": "she",
    "Miss": "she",
    "Dame": "she",
    "Lady": "she",
}
HER = frozenset(
    "Alice Amanda Amy Angela Ann Anna Anne Barbara Betty Brenda Carol Caroline Catherine Christine Claire Cynthia Deborah Denise Diana "
    "Dorothy Elena Elizabeth Ellen Emily Emma Esther Eva Fiona Florence Gloria Grace Hannah Heather Helen Ida Irene Isabel Jane Janet "
    "Jennifer Jessica Joan Joanna Judith Julia Julie Karen Kate Katherine Kathleen Laura Linda Lisa Louise Lucy Margaret Maria Marie "
    "Martha Mary Megan Melissa Michelle Monica Nancy Natalie Nicole Olga Olivia Pamela Patricia Rachel Rebecca Rose Ruth Samantha "
    "Sandra Sarah Sharon Sheila Sofia Sonia Sophia Sophie Stephanie Susan Theresa Teresa Ursula Victoria Virginia Wendy Yvonne Zoe".split()
)
HIS = frozenset(
    "Adam Adrian Alan Albert Alexander Alfred Andrew Anthony Arthur Benjamin Bernard Bill Bob Brian Bruce Carl Carlos Charles "
    "Christopher Colin Craig Daniel David Dennis Derek Donald Douglas Edward Eric Ethan Frank Fred Gary George Gerald Gordon Graham "
    "Gregory Harold Harry Henry Howard Hugo Ian Ivan Jack Jacob James Jason Jeffrey Jeremy Jim Joe John Jonathan Joseph José Juan "
    "Justin Karl Keith Kenneth Kevin Larry Lawrence Leonard Louis Luis Luke Marcus Mark Martin Matthew Michael Mike Mohammed Nathan Neil "
    "Nicholas Nigel Oliver Oscar Otto Patrick Paul Peter Philip Ralph Raymond Richard Robert Roger Ronald Roy Russell Ryan Samuel Scott "
    "Sean Simon Stephen Steve Steven Stuart Thomas Tim Timothy Tom Tony Victor Vincent Vladimir Walter William".split()
)
