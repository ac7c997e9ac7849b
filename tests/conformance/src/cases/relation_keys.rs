//! Relations over keys of every form, to the same model, and several to one model.

use activerecord::prelude::*;
use activerecord::testing::count_queries;

use super::failure;
use crate::case::{CaseResult, cases};
use crate::models::{Bill, City, Folder, Friendship, Item, Member, Peer, State, Transfer, club};
use crate::{Context, Outcome::Passed};

cases![relation_keys:
    composite_keys,
    a_part_of_a_composite_key_is_null,
    another_key_than_the_primary,
    text_keys_are_told_apart,
    a_tree_of_one_model,
    a_tree_is_changed_by_conditions_on_itself,
    two_relations_to_one_model,
    many_to_many_with_itself,
    foreign_keys_are_part_of_the_table,
];

fn composite_keys(cx: &Context<'_>) -> CaseResult {
    cx.create::<Bill>()?;
    cx.create::<Item>()?;
    for number in [1, 2] {
        let bill = Bill { year: 2026, number, ..Default::default() }.create()?;
        for _ in 0..number {
            bill.items().create(Item::default())?;
        }
    }
    let (bills, queries) =
        count_queries(|| Bill::query().order_by(Bill::NUMBER).include(Bill::ITEMS).all());
    let bills = bills?;
    assert_eq!(queries, 2);
    let items = bills[1].items.loaded()?;
    assert_eq!((bills[0].items.loaded()?.len(), items.len()), (1, 2));
    assert!(items[0].id > items[1].id, "in the relation's order");
    assert_eq!(bills[1].items().load()?, items);
    let items = Item::query().order_by(Item::ID).include(Item::BILL).all()?;
    assert_eq!(items[0].bill.loaded()?.map(|bill| (bill.year, bill.number)), Some((2026, 1)));
    assert_eq!(items[2].bill().load()?.map(|bill| bill.number), Some(2));
    Ok(Passed)
}

fn a_part_of_a_composite_key_is_null(cx: &Context<'_>) -> CaseResult {
    cx.create::<Bill>()?;
    cx.create::<Item>()?;
    Bill { year: 2026, number: 1, ..Default::default() }.create()?;
    Item { bill_year: Some(2026), ..Default::default() }.create()?;
    let (items, queries) = count_queries(|| Item::query().include(Item::BILL).all());
    let items = items?;
    assert_eq!((items[0].bill.loaded()?, queries), (None, 1));
    assert_eq!(items[0].bill().load()?, None);
    assert_eq!(Bill::query().include(Bill::ITEMS).one()?.items.loaded()?.len(), 0);
    Ok(Passed)
}

fn another_key_than_the_primary(cx: &Context<'_>) -> CaseResult {
    cx.create::<State>()?;
    cx.create::<City>()?;
    let texas = State { code: "tx".into(), ..Default::default() }.create()?;
    State { code: "ny".into(), ..Default::default() }.create()?;
    let austin = texas.cities().create(City::default())?;
    City::default().create()?;
    assert_eq!(austin.state_code.as_deref(), Some("tx"));
    let states = State::query().order_by(State::CODE.desc()).include(State::CITIES).all()?;
    assert_eq!(states[0].cities.loaded()?.len(), 1);
    assert!(states[1].cities.loaded()?.is_empty());
    let cities = City::query().order_by(City::ID).include(City::STATE).all()?;
    assert_eq!(cities[0].state.loaded()?.map(|state| state.code.as_str()), Some("tx"));
    assert_eq!(cities[1].state.loaded()?, None);
    Ok(Passed)
}

fn text_keys_are_told_apart(cx: &Context<'_>) -> CaseResult {
    cx.create::<State>()?;
    cx.create::<City>()?;
    for number in 0..40 {
        let state = State { code: format!("s{number}"), ..Default::default() }.create()?;
        if number % 2 == 0 {
            state.cities().create(City::default())?;
        }
    }
    let (states, queries) =
        count_queries(|| State::query().order_by(State::ID).include(State::CITIES).all());
    assert_eq!(queries, 2);
    for (number, state) in states?.iter().enumerate() {
        assert_eq!(state.cities.loaded()?.len(), (number + 1) % 2, "{}", state.code);
    }
    Ok(Passed)
}

/// A root with two children, the first of which has one.
fn tree(cx: &Context<'_>) -> activerecord::Result<Folder> {
    cx.create::<Folder>()?;
    let folder = |name: &str| Folder { name: name.into(), ..Default::default() };
    let root = folder("root").create()?;
    let left = root.children().create(folder("left"))?;
    root.children().create(folder("right"))?;
    left.children().create(folder("leaf"))?;
    Ok(root)
}

fn a_tree_of_one_model(cx: &Context<'_>) -> CaseResult {
    let root = tree(cx)?;
    let query = Folder::filter(Folder::PARENT_ID.is_null())
        .include(Folder::CHILDREN.include(Folder::CHILDREN));
    let (found, queries) = count_queries(|| query.one());
    let found = found?;
    assert_eq!(queries, 3);
    let children = found.children.loaded()?;
    assert_eq!(
        children.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(),
        ["left", "right"]
    );
    assert_eq!(children[0].children.loaded()?[0].name, "leaf");
    assert_eq!(children[0].parent().load()?.map(|parent| parent.id), Some(root.id));
    let with_children = Folder::filter(Folder::CHILDREN.exists()).order_by(Folder::NAME);
    assert_eq!(with_children.pluck(Folder::NAME)?, ["left", "root"]);
    let above_leaf =
        Folder::filter(Folder::CHILDREN.any(Folder::CHILDREN.any(Folder::NAME.eq("leaf"))));
    assert_eq!(above_leaf.pluck(Folder::NAME)?, ["root"]);
    let by_parent = Folder::query()
        .join(Folder::PARENT.alias("parent"))
        .filter(Folder::NAME.of("parent").eq("root"))
        .order_by(Folder::NAME);
    assert_eq!(by_parent.pluck(Folder::NAME)?, ["left", "right"]);
    Ok(Passed)
}

fn a_tree_is_changed_by_conditions_on_itself(cx: &Context<'_>) -> CaseResult {
    tree(cx)?;
    let above_leaf = Folder::CHILDREN.any(Folder::CHILDREN.any(Folder::NAME.eq("leaf")));
    assert_eq!(Folder::filter(above_leaf).update_all(Folder::NAME.set("top"))?, 1);
    let of_top = Folder::filter(Folder::PARENT.any(Folder::NAME.eq("top")));
    assert_eq!(of_top.update_all(Folder::NAME.set("branch"))?, 2);
    let mut names = Folder::query().order_by(Folder::NAME).pluck(Folder::NAME)?;
    assert_eq!(names, ["branch", "branch", "leaf", "top"]);
    let leaves = Folder::filter(!Folder::CHILDREN.exists());
    let below_branch = leaves.clone().filter(Folder::PARENT.any(Folder::NAME.eq("branch")));
    assert_eq!(below_branch.delete_all()?, 1);
    // The rows are chosen before any of them is gone.
    assert_eq!(leaves.delete_all()?, 2);
    names = Folder::query().pluck(Folder::NAME)?;
    assert_eq!(names, ["top"]);
    let childless = Folder::filter(Folder::CHILDREN.count().eq(0));
    assert_eq!(childless.update_all(Folder::NAME.set("alone"))?, 1);
    assert_eq!(childless.delete_all()?, 1);
    Ok(Passed)
}

fn two_relations_to_one_model(cx: &Context<'_>) -> CaseResult {
    let [ada, bob, _] = club(cx)?;
    cx.create::<Transfer>()?;
    Transfer { from_id: ada.id, to_id: bob.id, ..Default::default() }.create()?;
    let transfer = Transfer::query().include((Transfer::FROM, Transfer::TO)).one()?;
    let name = |member: Option<&Member>| member.map(|member| member.name.clone());
    assert_eq!(name(transfer.from.loaded()?).as_deref(), Some("ada"));
    assert_eq!(name(transfer.to.loaded()?).as_deref(), Some("bob"));
    let found = Transfer::query()
        .join(Transfer::FROM.alias("giver"))
        .join(Transfer::TO.alias("taker"))
        .filter(Member::NAME.of("giver").eq("ada").and(Member::NAME.of("taker").eq("bob")))
        .count()?;
    assert_eq!(found, 1);
    let twice = Transfer::query().join(Transfer::FROM).join(Transfer::TO).count();
    super::assert_says(&failure(twice), &["twice", "alias"]);
    Ok(Passed)
}

fn many_to_many_with_itself(cx: &Context<'_>) -> CaseResult {
    cx.create::<Peer>()?;
    cx.create::<Friendship>()?;
    let peer = |name: &str| Peer { name: name.into(), ..Default::default() }.create();
    let (ada, bob, cid) = (peer("ada")?, peer("bob")?, peer("cid")?);
    for (peer, friend) in [(&ada, &cid), (&ada, &bob), (&bob, &cid)] {
        Friendship { peer_id: peer.id, friend_id: friend.id, ..Default::default() }.create()?;
    }
    let names = |peers: &[Peer]| peers.iter().map(|peer| peer.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(ada.friends().load()?), ["bob", "cid"]);
    let peers =
        Peer::query().order_by(Peer::NAME).include(Peer::FRIENDS.include(Peer::FRIENDS)).all()?;
    assert_eq!(names(peers[0].friends.loaded()?), ["bob", "cid"]);
    assert_eq!(names(peers[0].friends.loaded()?[0].friends.loaded()?), ["cid"]);
    assert!(peers[2].friends.loaded()?.is_empty());
    let friends_of_cid = Peer::filter(Peer::FRIENDS.any(Peer::NAME.eq("cid"))).order_by(Peer::NAME);
    assert_eq!(friends_of_cid.pluck(Peer::NAME)?, ["ada", "bob"]);
    let pairs: Vec<(String, String)> = Peer::query()
        .join(Peer::FRIENDS.alias("friend"))
        .order_by((Peer::NAME, Peer::NAME.of("friend")))
        .select((Peer::NAME, Peer::NAME.of("friend")))
        .all()?;
    let pairs: Vec<String> = pairs.iter().map(|(one, other)| format!("{one}-{other}")).collect();
    assert_eq!(pairs, ["ada-bob", "ada-cid", "bob-cid"]);
    Ok(Passed)
}

fn foreign_keys_are_part_of_the_table(cx: &Context<'_>) -> CaseResult {
    club(cx)?;
    let lost =
        Member { name: "lost".into(), club_id: Some(i64::from(i32::MAX)), ..Default::default() };
    assert!(failure(lost.create()).is_foreign_key_violation());
    cx.create::<Bill>()?;
    cx.create::<Item>()?;
    let lost = Item { bill_year: Some(1), bill_number: Some(1), ..Default::default() };
    assert!(failure(lost.create()).is_foreign_key_violation());
    Ok(Passed)
}
