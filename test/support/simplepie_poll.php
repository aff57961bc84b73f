<?php
// Polls a feed with SimplePie as FreshRSS and WordPress do: one line of JSON for each line that is read.
// Arguments: the feed's address, a folder for SimplePie's cache.
error_reporting(0);
require '/usr/share/php/simplepie/autoloader.php';

// Debian's SimplePie cannot parse dates on its PHP.
function published($item)
{
    $tags = $item->get_item_tags('', 'pubDate') ?? $item->get_item_tags(SIMPLEPIE_NAMESPACE_ATOM_10, 'published');
    return $tags[0]['data'];
}

while (fgets(STDIN) !== false) {
    $feed = new SimplePie();
    $feed->set_feed_url($argv[1]);
    $feed->set_cache_location($argv[2]);
    // with 0, SimplePie asks once a second at most
    $feed->set_cache_duration(-1);
    $feed->enable_order_by_date(false);
    $feed->init();
    $entries = array_map(fn($item) => [
        'id' => $item->get_id(),
        'title' => html_entity_decode($item->get_title() ?? '', ENT_QUOTES | ENT_HTML5),
        'authors' => array_map(fn($author) => $author->get_name(), $item->get_authors() ?? []),
        'published' => strtotime(published($item)) * 1000,
        'url' => $item->get_permalink(),
        'text' => $item->get_content() ?? '',
    ], $feed->get_items() ?? []);
    echo json_encode(['error' => $feed->error(), 'home' => $feed->get_permalink(), 'entries' => $entries]), "\n";
}
